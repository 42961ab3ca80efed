/// What is spoken at an endpoint; the names are those of the report.
package enum Transport: String, Codable, Hashable, Sendable, CaseIterable {
    case https
    case amqp
    case amqpOverWebSocket = "amqp-ws"
    case mqtt
    case mqttOverWebSocket = "mqtt-ws"

    /// The port at which IoT Hub offers the transport.
    package var port: UInt16 {
        switch self {
        case .amqp: 5671
        case .mqtt: 8883
        case .https, .amqpOverWebSocket, .mqttOverWebSocket: 443
        }
    }

    /// Only these use an HTTP proxy in IoT Edge; plain AMQP and MQTT never do.
    package var mayUseProxy: Bool { port == 443 }

    package var usesWebSocket: Bool { self == .amqpOverWebSocket || self == .mqttOverWebSocket }
}
