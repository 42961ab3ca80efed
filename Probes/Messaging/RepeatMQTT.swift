package import ProbeCore

/// Is a CONNECT that got no answer ignored a second time, on a new connection?
package struct RepeatMQTT: Probe {
    package static let id: ProbeID = "mqtt.repeat"
    package static let question = "Is a CONNECT that got no answer ignored a second time, on a new connection?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: Following<ConnectMQTT>, _ context: Context<RepeatedMQTT>
    ) async throws(ProbeError) -> Measured<RepeatedMQTT, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// A second ladder to the same endpoint, up to its protocol.
package struct RepeatedMQTT: Codable, Hashable, Sendable {
    package var connect: ConnectAttempt
    package var handshake: Handshake?
    package var conversation: MQTTEvidence?

    package init(connect: ConnectAttempt) { self.connect = connect }
}
