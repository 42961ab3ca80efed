import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The host has the hub's address from its hosts file alone, which containers do not inherit.
struct HostKnowsNameByFileOnly: Rule {
    static let causes: [Cause] = [.dnsHostsFileOnly]
    static let explains: [Cause] = [
        .dnsNxdomain, .dnsNodata, .dnsFiltered, .dnsRefused, .dnsServfail, .dnsTimeout,
    ]

    func findings(in scene: Scene) -> [Finding] {
        let inside = scene.containerLookups.filter { $0.outside.isByFileOnly }
        if !inside.isEmpty {
            return inside.map { lookup in
                finding(
                    lookup.outside, from: lookup.inside.vantage, lookup.inside.severity, .certain, lookup.proofs)
            }
        }
        // Without a container to ask, the host stands in for it; what its resolvers say is what a container hears.
        let hasContainers = scene.vantages.contains { $0 != .host }
        guard !hasContainers else { return [] }
        let isToCome = ContainersToCome(in: scene) != nil
        return scene.lookups(from: .host).filter { $0.host == scene.assignment.hub && $0.isByFileOnly }.map { lookup in
            let found = finding(lookup, from: .host, .warning, .likely, [])
            return isToCome ? found.foreseen : found
        }
    }

    private func finding(
        _ lookup: Lookup, from vantage: Vantage, _ severity: Finding.Severity, _ confidence: Finding.Confidence,
        _ proofs: [Finding.Proof]
    ) -> Finding {
        let address = lookup.evidence.hostsFile.first
        let entry = Finding.Proof(
            lookup.observation,
            address.map { "the host's /etc/hosts has \($0) for \(lookup.host)" }
                ?? "the host's /etc/hosts has an address for \(lookup.host)")
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
            about: Finding.Subject(lookup.host, address: address), owner: .device,
            confidence: confidence,
            summary: """
                Only the host's own /etc/hosts knows \(lookup.host): containers do not inherit it, and no resolver has \
                the name.
                """,
            location: Finding.Location(
                kind: .thisDevice, culprit: .file(LocalText("/etc/hosts"), line: nil),
                text: "in /etc/hosts of this device"),
            evidence: [entry] + denials + proofs,
            refutedBy: "A resolver of the containers gives an address for \(lookup.host).")
    }
}

extension Lookup {
    /// The file has the name, and the resolvers deny it; one that says nothing may know it all the same.
    fileprivate var isByFileOnly: Bool {
        evidence.source == .hostsFile && !evidence.hostsFile.isEmpty
            && evidence.servers.contains { $0.answers.contains { $0.queryType == .a && $0.result == .answered } }
            && evidence.servers.allSatisfy { $0.answers.allSatisfy(\.addresses.isEmpty) }
    }
}
