import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The proxy answers CONNECT with a refusal, or hangs up on it; with 407 it wants credentials, or others than it got.
struct ProxyDeclines: Rule {
    static let causes: [Cause] = [.proxyAuthRequired, .proxyDenied]
    static let explains: [Cause] = [.proxyDenied]

    private static let authenticationRequired = 407

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .tunnel).compactMap { ascent in
            guard let refusal = ProxyRefusal(ascent, in: scene), !refusal.isOfName,
                var finding = self.finding(refusal, by: scene.proxy(of: refusal.tunnel.evidence))
            else { return nil }
            finding.explains += ClosedSite.symptoms(from: ascent.vantage, in: scene)
            return finding
        }
    }

    private func finding(_ refusal: ProxyRefusal, by proxy: ProxyAddress) -> Finding? {
        let (ascent, tunnel) = (refusal.ascent, refusal.tunnel)
        func finding(
            _ cause: Cause, _ confidence: Finding.Confidence, _ summary: Sentence, shows: Sentence?
        ) -> Finding {
            ascent.finding(
                cause, owner: .proxy, confidence, summary, evidence: [shows.map { tunnel.shows($0) }],
                refutedBy: "The proxy opens a tunnel to \(ascent.place).")
        }
        let denial: Sentence =
            switch tunnel.evidence.reason?.0 {
            case .nameUnknown:
                "The proxy \(proxy) opens no tunnel to \(ascent.place): it finds no address for the name."
            case .unreachable: "The proxy \(proxy) opens no tunnel to \(ascent.place): it does not get there itself."
            case .denied, nil: "The proxy \(proxy) opens no tunnel to \(ascent.place)."
            }
        switch (tunnel.evidence.answer?.status, tunnel.evidence.exchange.wasHungUp) {
        case (Self.authenticationRequired?, _):
            let schemes = tunnel.evidence.schemes
            return finding(
                .proxyAuthRequired, .certain, Self.demand(of: proxy, tunnel.evidence),
                shows: schemes.isEmpty
                    ? "CONNECT \(ascent.place) is answered with 407, schemes: no scheme"
                    : "CONNECT \(ascent.place) is answered with 407, schemes: \(listing: schemes.map(\.text))")
        case (let status?, _):
            // A gateway error may be the proxy's own trouble with the way out.
            let isDenial = tunnel.evidence.reason.map { $0.0 == .denied } ?? !(500..<600).contains(status)
            return finding(.proxyDenied, isDenial ? .certain : .likely, denial, shows: refusal.answer)
        case (nil, true):
            return finding(
                .proxyDenied, .possible, denial, shows: "CONNECT \(ascent.place) is answered by a hang-up")
        case (nil, false): return nil
        }
    }

    /// IoT Edge knows Basic alone; a proxy that names no scheme may take it.
    private static func demand(of proxy: ProxyAddress, _ evidence: TunnelEvidence) -> Sentence {
        let schemes = evidence.schemes
        guard schemes.isEmpty || schemes.contains(where: { $0.description == "basic" }) else {
            return
                "The proxy \(proxy) wants credentials of a kind that IoT Edge cannot give (\(listing: schemes.map(\.text)))."
        }
        return evidence.sentCredentials
            ? "The proxy \(proxy) refuses the credentials it is given." : "The proxy \(proxy) wants credentials."
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        symptom.subject.via == .proxy
            ? Scope(of: finding).contains(symptom) : ClosedSite.accounts(for: symptom, by: finding)
    }
}
