package import ProbeCore
import Probes

/// A policy rule sends packets of containers by another table than the host's, and that way does not work.
package struct ContainersTakeAnotherTable: Rule {
    package static let causes: [Cause] = [.routePolicyRule]
    package static let explains: [Cause] = Forwarding.symptoms + [.mtuBridgeMismatch, .natMissingMasquerade]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        ContainerPath.all(in: survey).compactMap { path in
            guard !path.hasWayOut else { return nil }
            for contact in path.failing {
                guard let host = path.hostLookup(of: contact.remote.address),
                    let (observation, lookup) = path.lookups.first(where: {
                        $0.lookup.destination == contact.remote.address
                    }), isDifferent(lookup, host.lookup), let control = path.hostReaches(contact.remote),
                    let rule = rule(for: lookup, instead: host.lookup, path.routes.evidence, path.network)
                else { continue }
                return path.finding(
                    .routePolicyRule, owner: .device, .certain,
                    summary:
                        "The policy rule \"\(rule)\" sends packets of the network \(path.network.name) another way than "
                        + "the host's: \(way(lookup)) instead of \(host.lookup.interface ?? "the host's").",
                    rule: "ip rule \(rule.priority)",
                    evidence: [
                        Finding.Proof(observation, "a container's packet to \(lookup.destination): \(way(lookup))"),
                        Finding.Proof(host.observation, "the host's own: \(host.lookup.routeText)"),
                        path.routes.shows("ip rule: \(rule)"),
                    ] + path.silenceProofs + [control],
                    refutedBy: "A container reaches \(contact.remote) while the rule is in force.")
            }
            return nil
        }
    }

    private func way(_ lookup: RouteLookup) -> String {
        if let error = lookup.error { return "no way (\(error))" }
        return lookup.routeText
    }

    private func isDifferent(_ lookup: RouteLookup, _ host: RouteLookup) -> Bool {
        if lookup.error != nil { return !lookup.isRefusedForItsSource }
        return lookup.interface != host.interface || lookup.gateway != host.gateway
    }

    /// The first rule that is for the container's packet and not for the host's.
    private func rule(
        for lookup: RouteLookup, instead host: RouteLookup, _ state: RoutingState, _ network: ContainerNetwork
    ) -> RoutingRule? {
        let theirs = RoutedPacket(to: lookup.destination, from: lookup.source, incoming: network.interface)
        let ours = RoutedPacket(to: host.destination, from: nil)
        return state.rules.filter { $0.family == lookup.destination.family && !$0.isDefault }
            .sorted { $0.priority < $1.priority }
            .first { rule in
                rule.matches(theirs) == true && rule.matches(ours) == false
                    && (rule.action != .lookup || lookup.table == nil || rule.table == lookup.table)
            }
    }
}
