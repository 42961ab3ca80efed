package import ProbeCore

/// Tries a handshake that failed with small segments only, in both directions.
///
/// If it does, large packets get lost on the way: a path MTU black hole.
package struct HandshakeWithSmallSegments: Probe {
    package static let id: ProbeID = "tls.small-segments"
    package static let question = "Does the handshake complete when both sides may send only small segments?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { plan.endpoints }

    package func isCalledFor(by input: Following<HandshakeTLS>, about: Endpoint) -> Bool {
        HandshakeVariation.isCalledFor(by: input.evidence)
    }

    package func measure(
        _ about: Endpoint, _ input: Following<HandshakeTLS>, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        try await HandshakeVariation.segments(1000).measure(about, input.evidence, context)
    }
}
