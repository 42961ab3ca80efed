import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The proxy answers CONNECT with a refusal, or hangs up on it.
struct ProxyDeniesTunnel: Rule {
    static let causes: [Cause] = [.proxyDenied]
    static let explains: [Cause] = []

    func findings(in survey: Survey) -> [Finding] {
        survey.ascents(failedAt: .tunnel).compactMap { ascent in
            guard let tunnel = ascent.seen(OpenTunnel.self) else { return nil }
            let proxy = survey.assignment.proxy?.description ?? tunnel.evidence.proxy.description
            let shown: String
            let confidence: Finding.Confidence
            switch (tunnel.evidence.answer?.status, tunnel.evidence.exchange.wasHungUp) {
            case (407, _): return nil
            case (let status?, _):
                shown = "is answered with HTTP \(status)"
                // A gateway error may be the proxy's own trouble with the way out.
                confidence = (500..<600).contains(status) ? .likely : .certain
            case (nil, true):
                shown = "is answered by a hang-up"
                confidence = .possible
            case (nil, false): return nil
            }
            var finding = ascent.finding(
                .proxyDenied, owner: .proxy, confidence,
                "The proxy \(proxy) opens no tunnel to \(ascent.place).",
                evidence: [tunnel.shows("CONNECT \(ascent.place) \(shown)")],
                refutedBy: "The proxy opens a tunnel to \(ascent.place).")
            finding.explains += ClosedSite.symptoms(from: ascent.vantage, in: survey)
            return finding
        }
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        symptom.subject.via == .proxy
            ? Scope(of: finding).contains(symptom) : ClosedSite.accounts(for: symptom, by: finding)
    }
}
