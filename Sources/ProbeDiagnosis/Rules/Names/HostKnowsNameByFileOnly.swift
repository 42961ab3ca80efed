package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The host has the hub's address from its hosts file alone, which containers do not inherit.
package struct HostKnowsNameByFileOnly: Rule {
    package static let causes: [Cause] = [.dnsHostsFileOnly]
    package static let explains: [Cause] = [
        .dnsNxdomain, .dnsNodata, .dnsFiltered, .dnsRefused, .dnsServfail, .dnsTimeout,
    ]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        let inside = ContainerLookup.all(in: survey).filter { $0.outside.isByFileOnly }
        if !inside.isEmpty {
            return inside.map { lookup in
                finding(
                    lookup.outside, from: lookup.inside.vantage, lookup.inside.severity(in: survey), .certain,
                    lookup.proofs)
            }
        }
        // Without a container to ask, the host stands in for it; what its resolvers say is what a container hears.
        let hasContainers = survey.vantages.contains { $0 != .host }
        guard !hasContainers else { return [] }
        return Lookup.all(from: .host, in: survey).filter { $0.host == survey.assignment.hub && $0.isByFileOnly }
            .map { finding($0, from: .host, .warning, .likely, []) }
    }

    private func finding(
        _ lookup: Lookup, from vantage: Vantage, _ severity: Finding.Severity, _ confidence: Finding.Confidence,
        _ proofs: [Finding.Proof]
    ) -> Finding {
        let address = lookup.evidence.hostsFile.first
        let entry = Finding.Proof(
            lookup.observation,
            "the host's /etc/hosts has \(address.map(\.description) ?? "an address") for \(lookup.host)")
        let denials = lookup.evidence.servers.compactMap { server in
            server.answers.first.map { answer in
                Finding.Proof(
                    lookup.observation,
                    answer.result == .answered
                        ? "\(server.server) has no address for \(lookup.host)"
                        : "\(server.server) does not answer the host either")
            }
        }
        return Finding(
            .dnsHostsFileOnly, severity, from: [vantage],
            about: Finding.Subject(host: lookup.host.description, address: address), owner: .device,
            confidence: confidence,
            summary: "Only the host's own /etc/hosts knows \(lookup.host): containers do not inherit it, and no "
                + "resolver has the name.",
            location: Finding.Location(kind: .thisDevice, text: "in /etc/hosts of this device"),
            evidence: [entry] + denials + proofs,
            refutedBy: "A resolver of the containers gives an address for \(lookup.host).")
    }
}

extension Lookup {
    /// The file has the name, and no resolver gives an address for it.
    fileprivate var isByFileOnly: Bool {
        evidence.source == .hostsFile && !evidence.hostsFile.isEmpty && !evidence.servers.isEmpty
            && evidence.servers.allSatisfy { $0.answers.allSatisfy(\.addresses.isEmpty) }
    }
}
