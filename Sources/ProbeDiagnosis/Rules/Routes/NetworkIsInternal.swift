import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The engine was told to give a network's containers no way out.
struct NetworkIsInternal: Rule {
    static let causes: [Cause] = [.containerNetworkInternal]
    static let explains: [Cause] =
        Symptoms.ofForwarding + [
            .fwdDropped, .fwdDisabled, .natMissingMasquerade, .routePolicyRule, .routeBlocked, .dnsContainerStub,
            .dnsHostsFileOnly,
        ]

    func findings(in scene: Scene) -> [Finding] {
        scene.paths.filter { $0.network.isInternal ?? false }.compactMap { path in
            guard !path.hasWayOut else { return nil }
            let network = path.network
            return path.finding(
                .containerNetworkInternal, owner: .containerEngine, .certain,
                summary: """
                    The engine's network \(network: network.name) is an internal one: its containers have no way out of \
                    this device.
                    """,
                culprit: .network(network.name, subnets: network.subnets),
                evidence: [path.routes.shows("the engine says that the network \(network: network.name) is internal")]
                    + path.silenceProofs + [path.hostReaches(path.failing.first?.remote)].compactMap(\.self),
                refutedBy: "`docker network inspect --format '{{.Internal}}' \(network: network.name)` says false.")
        }
    }

    /// Whatever fails from that network.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Set(finding.vantages).isSuperset(of: symptom.vantages)
    }
}
