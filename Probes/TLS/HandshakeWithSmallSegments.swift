package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Tries a handshake that failed with small segments only, in both directions.
///
/// If it does, large packets get lost on the way: a path MTU black hole. Where not even a hello arrived that would fit into
/// such segments, they are smaller still.
extension HandshakeWithSmallSegments: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints }

    /// Where to try it, and with segments of how many bytes at most.
    package struct Trial: Sendable {
        package let remote: SocketAddress
        package let size: Int
    }

    package func occasion(for about: Endpoint, of input: Following<HandshakeTLS>, in plan: Plan) -> Trial? {
        HandshakeVariation.remote(ofFailed: input.evidence).map { Trial(remote: $0, size: Self.size(input.evidence)) }
    }

    package func measure(
        _ about: Endpoint, _ trial: Trial, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        try await HandshakeVariation.segments(trial.size).measure(about, at: trial.remote, context)
    }

    /// Far below what links of today carry; for a hello that is lost although it is smaller, a part of it.
    private static func size(_ handshake: Handshake) -> Int {
        // The SYN counts as one acknowledged byte.
        let isLost = handshake.result == .silent && handshake.tcp.map { $0.bytesAcknowledged <= 1 } ?? false
        return isLost && handshake.bytesSent <= 1000 ? 200 : 1000
    }
}
