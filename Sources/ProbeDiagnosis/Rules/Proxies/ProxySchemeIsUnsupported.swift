import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The proxy's URL says `https://`, which IoT Edge and its engine cannot use: they speak plain HTTP to a proxy.
struct ProxySchemeIsUnsupported: Rule {
    static let causes: [Cause] = [.proxySchemeUnsupported]
    static let explains: [Cause] = [.proxyUnreachable, .proxyDenied, .protoWrongService, .tlsNonTLSReply]

    func findings(in survey: Survey) -> [Finding] { inUse(in: survey) + elsewhere(in: survey) }

    /// Settings of IoT Edge's own programs that this run did not use; the engine can use such a URL.
    private func elsewhere(in survey: Survey) -> [Finding] {
        survey.seen(ReadConfiguration.self).flatMap { seen in
            seen.evidence.proxies.compactMap { setting in
                guard setting.scheme == "https", let proxy = setting.proxy,
                    ![.engineService, .engineConfiguration].contains(setting.place),
                    survey.assignment.proxy != proxy || survey.assignment.proxyScheme != "https"
                else { return nil }
                return Finding(
                    .proxySchemeUnsupported, .warning, from: [seen.vantage],
                    about: Finding.Subject(host: proxy.description, via: .proxy), owner: .device, confidence: .certain,
                    summary: "\(setting.file) has the proxy https://\(proxy); IoT Edge needs an http:// URL.",
                    location: Finding.Location(kind: .thisDevice),
                    evidence: [
                        Finding.Proof(seen.index, "the URL set for \(setting.place.user) has the scheme https")
                    ], refutedBy: "The configured URL begins with http://.")
            }
        }
    }

    private func inUse(in survey: Survey) -> [Finding] {
        guard let scheme = survey.assignment.proxyScheme, scheme != "http", let proxy = survey.assignment.proxy else {
            return []
        }
        return survey.vantages.compactMap { vantage in
            let ladders = survey.ascents.filter { $0.vantage == vantage && $0.endpoint.via == .proxy }
            let hub = Endpoint(.hub, survey.assignment.hub, .https, via: .proxy)
            let severity =
                ladders.map(\.severity).max()
                ?? Need.severity(forFailureOfProxyAt: hub, from: vantage, in: survey)
            let first = ladders.first?.seen(ConnectEndpoint.self)?.index ?? survey.observations.first?.index ?? 0
            return Finding(
                .proxySchemeUnsupported, severity, from: [vantage],
                about: Finding.Subject(host: proxy.description, via: .proxy),
                owner: .device, confidence: .certain,
                summary: "The proxy is configured as \(scheme)://\(proxy); IoT Edge needs an http:// URL.",
                location: Finding.Location(kind: .thisDevice),
                evidence: [Finding.Proof(first, "the configured URL has the scheme \(scheme)")],
                refutedBy: "The configured URL begins with http://.")
        }
    }

    /// Whatever goes through the proxy meets the same.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        symptom.subject.via == .proxy && Set(finding.vantages).isSuperset(of: symptom.vantages)
    }
}
