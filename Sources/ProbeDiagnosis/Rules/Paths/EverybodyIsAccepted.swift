import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Something on the way accepts every TCP connection itself, so that TCP success means nothing here.
struct EverybodyIsAccepted: Rule {
    static let causes: [Cause] = [.tcpHalfOpenProxy]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(ConnectNowhere.self).filter { $0.evidence.attempt.result == .connected }.map { seen in
            let stalled = stalledEndpoints(from: seen.vantage, in: scene.survey)
            let isProven = scene.endpoints(from: seen.vantage).contains {
                scene.ladder($0, from: seen.vantage).isProven
            }
            // Satellite accelerators and transparent proxies do this in good faith: proven ladders acquit them.
            let severity =
                isProven
                ? .info
                : stalled.map { scene.needs.severity(forFailureOf: $0.about, from: seen.vantage) }.max() ?? .info
            let attempt = seen.evidence.attempt
            return Finding(
                .tcpHalfOpenProxy, severity, from: [seen.vantage], about: Finding.Subject(), owner: .siteNetwork,
                confidence: severity == .info ? .certain : .likely,
                summary: severity == .info
                    ? """
                    A box on the way accepts TCP connections for every address, even \(attempt.remote), which nobody \
                    has; that a connection opens proves nothing here, only an answer of the service does.
                    """
                    : """
                    A box on the way accepts TCP connections for every address, even \(attempt.remote), which nobody \
                    has; it passes on nothing to \(scene.assignment.hub).
                    """,
                evidence: [seen.shows("\(attempt.remote) \"accepts\" in \(attempt.latency)")]
                    + stalled.map {
                        $0.shows(
                            """
                            \($0.about.host, port: $0.about.port) ends without one byte of TLS after \
                            \($0.evidence.duration)
                            """)
                    },
                refutedBy: "A TCP connection to \(attempt.remote) does not open.",
                explains: severity == .info
                    ? [] : [.tlsSwallowed, .tlsClosed, .tlsSNIFiltered, .tcpResetMidstream, .tcpDroppedPort])
        }
    }

    /// Handshakes that got nothing from behind the box.
    private func stalledEndpoints(from vantage: Vantage, in survey: Survey) -> [Survey.Seen<HandshakeTLS>] {
        survey.seen(HandshakeTLS.self, from: vantage).filter {
            $0.about.via == .direct && $0.evidence.bytesReceived == 0
                && [.silent, .closed, .reset].contains($0.evidence.result)
        }
    }
}
