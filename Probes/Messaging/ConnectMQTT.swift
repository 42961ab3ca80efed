package import ProbeCore

/// Does the service answer an MQTT CONNECT with a CONNACK?
package struct ConnectMQTT: Probe {
    package static let id: ProbeID = "mqtt.connect"
    package static let question = "Does the service answer an MQTT CONNECT with a CONNACK?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: OnEither<UpgradeWebSocket, HandshakeTLS>, _ context: Context<MQTTEvidence>
    ) async throws(ProbeError) -> Measured<MQTTEvidence, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// The answer to a CONNECT (MQTT 3.1.1) with a random client id and no credentials.
package struct MQTTEvidence: Codable, Hashable, Sendable {
    package var exchange: Exchange
    /// The CONNACK's return code (section 3.2.2.3).
    package var returnCode: UInt8?
    package var proof: Proof?
    package var isStuck = false

    package init(exchange: Exchange) { self.exchange = exchange }
}
