package import ProbeCore

/// Does the service answer AMQP with SASL, when the plain header gets no hub's answer?
package struct NegotiateSASL: Probe {
    package static let id: ProbeID = "amqp.sasl"
    package static let question = "Does the service answer AMQP with SASL, when the plain header gets no hub's answer?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: Following<OpenAMQP>, _ context: Context<SASLEvidence>
    ) async throws(ProbeError) -> Measured<SASLEvidence, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// A second ladder to the same endpoint that speaks SASL: header, mechanisms, ANONYMOUS, OPEN.
package struct SASLEvidence: Codable, Hashable, Sendable {
    package var connect: ConnectAttempt
    package var handshake: Handshake?
    package var conversation: AMQPEvidence?

    package init(connect: ConnectAttempt) { self.connect = connect }
}
