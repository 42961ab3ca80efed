import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A hello of one segment is answered, and one of two is not, however small the segments are: somebody reads only the first.
///
/// Engines built with Go 1.24 and programs with OpenSSL 3.5 send such hellos, because a post-quantum key share fills most of a
/// segment. The hello of this test is as large as theirs and not the same, so that it is no more than likely.
struct LargeHelloIsLost: Rule {
    static let causes: [Cause] = [.tlsLargeHelloIntolerant]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ascent in
            guard let seen = ascent.seen(HandshakeWithLargeHello.self),
                let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.isVerified,
                let first = seen.evidence.first.handshake, first.isTurnedAway,
                let again = seen.evidence.again?.handshake, again.isTurnedAway,
                // With small segments a path that loses large packets lets it through.
                let small = seen.evidence.inSmallSegments?.handshake, small.isTurnedAway,
                // In one segment, as beneath a large MTU, it was no test of two.
                let segment = first.tcp?.sendSegmentSize, first.bytesSent > segment
            else { return nil }
            return Finding(
                .tlsLargeHelloIntolerant, .warning, from: [ascent.vantage],
                about: Finding.Subject(
                    ascent.endpoint.host, address: ladder.evidence.remote?.address, port: ascent.endpoint.port),
                owner: ascent.pathOwner, confidence: .likely,
                summary: """
                    \(ascent.place) answers a TLS hello of one segment, and none of two: the handshake with one of \
                    \(first.bytesSent, .byte) \(first.result.clause). Engines built with Go 1.24 and programs with OpenSSL 3.5 \
                    send hellos of that size.
                    """,
                evidence: [
                    seen.shows("the handshake with a hello of \(first.bytesSent, .byte) \(first.result.clause)"),
                    seen.shows("a second one from another port \(again.result.clause)"),
                    seen.shows(
                        control: """
                            the same hello in segments of at most \
                            \(seen.evidence.inSmallSegments?.connect.segmentClamp ?? 0, .byte) \(small.result.clause)
                            """),
                    ladder.shows(control: "the handshake with a hello of one segment completes"),
                ],
                refutedBy: "A TLS handshake with \(ascent.place) completes with a hello of more than one segment.")
        }
    }
}

extension Handshake {
    /// The hello drew nothing but the end of the connection, or an alert.
    fileprivate var isTurnedAway: Bool {
        switch result {
        case .alert, .closed, .reset, .silent: true
        case .completed, .notTLS, .malformed, .superseded: false
        }
    }
}
