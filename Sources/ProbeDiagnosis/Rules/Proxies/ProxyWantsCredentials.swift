import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The proxy answers 407: it wants credentials, or others than it got.
struct ProxyWantsCredentials: Rule {
    static let causes: [Cause] = [.proxyAuthRequired]
    static let explains: [Cause] = [.proxyDenied]

    private static let authenticationRequired = 407

    func findings(in survey: Survey) -> [Finding] {
        survey.ascents(failedAt: .tunnel).compactMap { ascent in
            guard let tunnel = ascent.seen(OpenTunnel.self),
                tunnel.evidence.answer?.status == Self.authenticationRequired
            else { return nil }
            let proxy = survey.assignment.proxy?.description ?? tunnel.evidence.proxy.description
            let schemes = tunnel.evidence.schemes.map(\.description)
            let offered = schemes.isEmpty ? "no scheme" : schemes.joined(separator: ", ")
            let isUsable = schemes.isEmpty || schemes.contains("basic")
            var finding = ascent.finding(
                .proxyAuthRequired, owner: .proxy, .certain,
                tunnel.evidence.sentCredentials && isUsable
                    ? "The proxy \(proxy) refuses the credentials it is given."
                    : "The proxy \(proxy) wants credentials"
                        + (isUsable ? "." : " of a kind that IoT Edge cannot give (\(offered))."),
                evidence: [tunnel.shows("CONNECT \(ascent.place) is answered with 407, schemes: \(offered)")],
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
