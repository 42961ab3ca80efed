import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Plain-HTTP pages that are always the same come back altered, or send to a login page, and no service answers.
///
/// A refusal (403, 407, 5xx) on port 80 is a web filter's word, not a portal's; and whoever lets a service through is none: a
/// filter may have a page of its own for port 80 alone.
struct PortalIsInTheWay: Rule {
    static let causes: [Cause] = [.portalCaptive]
    static let explains: [Cause] = Cause.allCases.filter {
        [.name, .tcp, .mtu, .tls, .conversation].contains($0.layer)
            || [.dpsBlocked, .registryDataEndpointBlocked, .registryForbidden, .registryDenied, .proxyUnreachable]
                .contains($0)
    }

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.compactMap { vantage in
            // Containers climb to the hub alone, and leave by the host's way.
            let isReached =
                scene.ascents(from: vantage).contains(where: \.isReached)
                || scene.ascents(from: .host).contains(where: \.isReached)
            guard !isReached else { return nil }
            let checks = scene.survey.seen(CheckPortal.self, from: vantage).filter { $0.evidence.answer != nil }
            let altered = checks.filter(\.evidence.looksLikeAPortal)
            let redirect = altered.first { $0.evidence.leads(awayFrom: $0.about.host) }
            // A page that came through untouched speaks against a portal.
            guard altered.count == checks.count, altered.count > 1 || redirect != nil else { return nil }
            // Whether a service is let through was not found out.
            let isOpen = (scene.ascents(from: vantage) + scene.ascents(from: .host)).contains {
                $0.ladder.state == .unknown
            }
            return Finding(
                .portalCaptive, isOpen ? .warning : .error, from: [vantage], about: Finding.Subject(),
                owner: .siteNetwork, confidence: altered.count > 1 && !isOpen ? .certain : .likely,
                summary: "A captive portal stands between this network and the internet: it wants a log-in first.",
                evidence: altered.map { $0.shows(Self.alteration($0)) },
                refutedBy: "Both pages come back as their operators publish them.")
        }
    }

    private static func alteration(_ check: Survey.Seen<CheckPortal>) -> Sentence {
        let page: Sentence = "http://\(check.about.host)\(LocalText(check.about.path))"
        return switch (check.evidence.answer?.status, check.evidence.redirect) {
        case (let status?, let target?): "\(page) comes back altered (HTTP \(status), to \(target))"
        case (let status?, nil): "\(page) comes back altered (HTTP \(status))"
        case (nil, let target?): "\(page) comes back altered (another answer, to \(target))"
        case (nil, nil): "\(page) comes back altered (another answer)"
        }
    }
}

extension Ascent {
    /// The service itself was there, whatever it said then.
    fileprivate var isReached: Bool {
        ladder.isProven || (endpoint.via == .direct && seen(HandshakeTLS.self)?.evidence.isVerified ?? false)
    }
}

extension PortalEvidence {
    /// Altered as a portal does it: another page, a redirect, or 511 (RFC 6585 section 6).
    fileprivate var looksLikeAPortal: Bool {
        guard isAltered, let status = answer?.status else { return false }
        return (200..<400).contains(status) || status == 511
    }

    /// A redirect to another host; to the same host is the way of a page that wants https.
    fileprivate func leads(awayFrom host: HostName) -> Bool {
        guard let status = answer?.status, (300..<400).contains(status), let target = redirect?.description else {
            return false
        }
        guard let scheme = target.range(of: "://") else { return false }
        let authority = target[scheme.upperBound...].prefix { !"/?#:".contains($0) }
        return authority.lowercased() != host.description
    }
}

extension String {
    /// The first occurrence of a text; the standard library has it only for regular expressions.
    fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
