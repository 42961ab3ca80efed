package import ProbeCore

/// Repeats a handshake that failed, from another port.
///
/// Silence needs two attempts, and a fault that comes and goes must not become a verdict.
package struct RepeatHandshake: Probe {
    package static let id: ProbeID = "tls.repeat"
    package static let question = "Does the same handshake fail the same way a second time, from another port?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { plan.endpoints }

    package func isCalledFor(by input: Following<HandshakeTLS>, about: Endpoint) -> Bool {
        HandshakeVariation.isCalledFor(by: input.evidence)
    }

    package func measure(
        _ about: Endpoint, _ input: Following<HandshakeTLS>, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        try await HandshakeVariation.none.measure(about, input.evidence, context)
    }
}
