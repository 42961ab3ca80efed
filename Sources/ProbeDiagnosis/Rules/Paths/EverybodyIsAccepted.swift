package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Something on the way accepts every TCP connection itself, so that TCP success means nothing here.
package struct EverybodyIsAccepted: Rule {
    package static let causes: [Cause] = [.tcpHalfOpenProxy]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        survey.seen(ConnectNowhere.self).filter { $0.evidence.attempt.result == .connected }.map { seen in
            let stalled = stalledEndpoints(from: seen.vantage, in: survey)
            let isProven = survey.endpoints(from: seen.vantage).contains {
                survey.ladder($0, from: seen.vantage).isProven
            }
            // Satellite accelerators and transparent proxies do this in good faith: proven ladders acquit them.
            let severity =
                isProven
                ? .info
                : stalled.map { Need.severity(forFailureOf: $0.about, from: seen.vantage, in: survey) }.max() ?? .info
            let attempt = seen.evidence.attempt
            return Finding(
                .tcpHalfOpenProxy, severity, from: [seen.vantage], about: Finding.Subject(), owner: .siteNetwork,
                confidence: severity == .info ? .certain : .likely,
                summary:
                    "A box on the way accepts TCP connections for every address, even \(attempt.remote), which nobody has"
                    + (severity == .info
                        ? "; that a connection opens proves nothing here, only an answer of the service does."
                        : "; it passes on nothing to \(survey.assignment.hub)."),
                evidence: [Finding.Proof(seen.index, "\(attempt.remote) \"accepts\" in \(attempt.latency)")]
                    + stalled.map {
                        Finding.Proof(
                            $0.index,
                            "\($0.about.host):\($0.about.port) ends without one byte of TLS after \($0.evidence.duration)"
                        )
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
