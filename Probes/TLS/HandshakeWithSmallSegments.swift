package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Tries a handshake that failed with small segments only, in both directions.
///
/// If it does, large packets get lost on the way: a path MTU black hole.
extension HandshakeWithSmallSegments: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints }

    package func occasion(for about: Endpoint, of input: Following<HandshakeTLS>, in plan: Plan) -> SocketAddress? {
        HandshakeVariation.remote(ofFailed: input.evidence)
    }

    package func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        try await HandshakeVariation.segments(1000).measure(about, at: remote, context)
    }
}
