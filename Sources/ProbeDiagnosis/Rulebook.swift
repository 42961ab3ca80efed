package import ProbeCore

/// The rules, and how their findings become a list of root causes.
package enum Rulebook {
    package static let rules: [any Rule.Type] = [
        // Device and routes, as the connect phase shows them.

        // Names.

        // The TCP path.

        // Segment sizes.

        // TLS.

        // Protocols.

        // Proxies, registry, provisioning.
    ]

    /// Runs every rule, explains symptoms away, merges what is equal and orders the rest; the same for the same survey.
    package static func findings(in survey: Survey) -> [Finding] { findings(in: survey, by: rules) }

    /// As above, with rules of the caller's choice.
    package static func findings(in survey: Survey, by rules: [any Rule.Type]) -> [Finding] {
        let claims = rules.flatMap { rule in
            rule.init().findings(in: survey).map { Claim(rule: rule, finding: tempered($0, in: survey)) }
        }
        let roots = Explanation(of: claims).roots
        return Order(of: survey).sorted(Merger(order: survey.vantages).merged(roots))
    }

    /// Rule 6 of evidence: a failure of IPv6 never blocks where IPv4 works.
    private static func tempered(_ finding: Finding, in survey: Survey) -> Finding {
        guard finding.subject.address?.family == .v6, finding.severity == .error else { return finding }
        let isSpared = survey.observations.contains { observation in
            guard let endpoint = observation.subject as? Endpoint, finding.vantages.contains(observation.vantage) else {
                return false
            }
            return (finding.subject.host == nil || endpoint.host.description == finding.subject.host)
                && survey.connectsOverIPv4(endpoint, from: observation.vantage)
        }
        guard isSpared else { return finding }
        var tempered = finding
        tempered.severity = .warning
        return tempered
    }
}

/// A finding with the rule that made it.
struct Claim {
    let rule: any Rule.Type
    var finding: Finding

    func explains(_ other: Claim) -> Bool {
        (rule.explains.contains(other.finding.cause) || finding.explains.contains(other.finding.cause))
            && finding.severity >= other.finding.severity && rule.accounts(for: other.finding, by: finding)
    }
}
