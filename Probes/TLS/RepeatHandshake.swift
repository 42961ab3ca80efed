package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Repeats a handshake that failed, from another port.
///
/// Silence needs two attempts, and a fault that comes and goes must not become a verdict.
extension RepeatHandshake: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints }

    package func occasion(for about: Endpoint, of input: Following<HandshakeTLS>, in plan: Plan) -> SocketAddress? {
        HandshakeVariation.remote(ofFailed: input.evidence)
    }

    package func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        try await HandshakeVariation.none.measure(about, at: remote, context)
    }
}
