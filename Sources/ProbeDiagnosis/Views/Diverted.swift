import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A network of the engine whose answers leave by another interface than its bridge.
struct Diverted {
    let path: ContainerPath
    let observation: Int
    let lookup: RouteLookup
    let interface: InterfaceName

    /// Nothing unless containers have no way out, and an answer to them leaves by an interface of the kind.
    init?(_ path: ContainerPath, into isOfTheKind: (_ interface: InterfaceName, _ lookup: RouteLookup) -> Bool) {
        guard !path.hasWayOut else { return nil }
        for (observation, lookup) in path.answers {
            guard let interface = lookup.interface, interface != path.network.interface, isOfTheKind(interface, lookup)
            else { continue }
            self.path = path
            self.observation = observation
            self.lookup = lookup
            self.interface = interface
            return
        }
        return nil
    }

    /// The routes that lead parts of the network's subnets there: containers have addresses in any of them.
    var routes: [IPPrefix] {
        let pushed = path.routes.evidence.routes.filter { route in
            route.interface == interface && route.table == lookup.table
                && path.network.subnets.contains { $0.contains(route.destination) }
        }.map(\.destination)
        return ([lookup.route].compactMap(\.self) + pushed).uniqued.sorted { $0.description < $1.description }
    }

    /// The policy rule that leads there; nothing where it is one that every kernel starts with.
    var rule: RoutingRule? {
        let uplink = path.roadThere(answeredBy: lookup)?.lookup.interface
        let decision = path.decision(on: lookup, incoming: uplink)
        return decision.flatMap { $0.rule.isDefault ? nil : $0.rule }
    }

    /// The route that decides.
    var culprit: Culprit? { lookup.route.map { .routes([$0], interface: interface) } }
}
