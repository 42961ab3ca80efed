package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Repeats a handshake that completed with a hello too large for one segment.
///
/// Post-quantum key shares make hellos that large: those of engines built with Go 1.24 and of OpenSSL 3.5. A box that reads
/// one segment and no more takes what it got for something else. Asked at 443, which the engine and the identity service use.
extension HandshakeWithLargeHello: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        // On loopback everything is one segment.
        guard !plan.services.isDemonstration else { return [] }
        return plan.services.endpoints.filter { $0.transport == .https && $0.via == .direct && $0.service != .dps }
    }

    package func occasion(for about: Endpoint, of input: After<HandshakeTLS>, in plan: Plan) -> SocketAddress? {
        input.outcome.evidence.flatMap { $0.isVerified ? $0.remote : nil }
    }

    package func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<LargeHellos>
    ) async throws(ProbeError) -> Measured<LargeHellos, NoLive> {
        let first = try await HandshakeVariation.largeHello(segments: nil).trial(about, at: remote, context)
        var evidence = LargeHellos(first: first)
        // A connection that does not open says nothing of hellos.
        guard let handshake = first.handshake, handshake.result != .completed, handshake.result != .superseded else {
            return Measured(evidence)
        }
        let others: [HandshakeVariation] = [.largeHello(segments: nil), .largeHello(segments: Self.small)]
        let results = await others.eachAtOnce { variation in
            await Result { () async throws(ProbeError) in try await variation.trial(about, at: remote, context) }
        }
        evidence.again = try results[0].get()
        evidence.inSmallSegments = try results[1].get()
        return Measured(evidence)
    }

    /// In bytes of data: less than the hello that arrived in one.
    private static let small = 300
}
