import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A default route leads into a container's interface, which a DHCP client took for a network of the device's.
///
/// Such clients configure every interface that appears. Without a lease they give it an address of 169.254.0.0/16, and a default
/// route without a gateway (dhcpcd's IPv4LL); as a cable's it is preferred to that of a radio. The next packet to anywhere is then
/// for a neighbour in the container, where nobody is.
struct ContainerLinkTakesTheRoute: Rule {
    static let causes: [Cause] = [.hostVethRoute]
    static let explains: [Cause] = Symptoms.ofForwarding + [.routeDeadDefault, .tcpLoop, .ipv6Broken]

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        guard let routes = scene.routes else { return [] }
        let all = routes.evidence.routes.filter { route in
            route.isMainDefault && route.destination.family == .v4
                && (routes.evidence.link(named: route.interface)?.isContainersEnd ?? false)
        }
        // Each container has one; the kernel takes the one with the smallest metric.
        guard let route = all.min(by: { ($0.metric ?? 0) < ($1.metric ?? 0) }), let interface = route.interface else {
            return toCome(routes.evidence, in: scene)
        }
        if let finding = taken(by: route, interface, routes, in: scene) { return [finding] }
        let others = routes.evidence.routes.filter { other in
            other.isMainDefault && other.destination.family == .v4 && !all.contains(other)
        }
        let isPassedBy = others.contains { ($0.metric ?? 0) < (route.metric ?? 0) }
        return [untold(route, routes, isPassedBy: isPassedBy)]
    }

    // MARK: - Packets go there

    /// Nothing where no packet of the run took the route in vain.
    private func taken(
        by route: Route, _ interface: InterfaceName, _ routes: Survey.Seen<ReadRoutes>, in scene: Scene
    ) -> Finding? {
        func isTaken(_ address: IPAddress) -> Bool {
            scene.roads.taken(by: .host, to: address)?.lookup.interface == interface
        }
        let contacts = scene.contacts(from: .host).filter { isTaken($0.remote.address) }
        let lookups = scene.lookups(from: .host).filter { lookup in
            lookup.fails && !lookup.hasAnswer && lookup.evidence.servers.contains { isTaken($0.server.address) }
        }
        let lost = contacts.filter { contact in
            switch contact.result {
            case .answered, .refused, .undecided, .droppedLocally: false
            case .rejected, .denied, .unreachable, .silent: true
            }
        }
        // A container that does lead somewhere is another matter.
        guard lost.count == contacts.count, !(lost.isEmpty && lookups.isEmpty) else { return nil }
        let paths = scene.paths.filter { path in
            !path.hasWayOut && path.lookups.contains { $0.lookup.interface == interface }
        }
        let roads = (lost.map(\.remote.address) + lookups.flatMap { $0.evidence.servers.map(\.server.address) }).uniqued
            .compactMap { scene.roads.taken(by: .host, to: $0) }.filter { $0.lookup.interface == interface }
        let severity = (lost.map(\.severity) + lookups.map(\.severity) + paths.map(\.severity)).max() ?? .info
        var proofs = [Self.proof(route, routes)]
        proofs += roads.prefix(2).map {
            Finding.Proof($0.observation, "for \($0.lookup.destination) the kernel takes \($0.lookup)")
        }
        proofs += lost.prefix(2).flatMap { contact in
            contact.decisive.prefix(1).map {
                Finding.Proof($0.observation, "connecting to \(contact.remote) gets no answer from there")
            }
        }
        proofs += lookups.prefix(2).map {
            Finding.Proof($0.observation, "no resolver gives an answer for \($0.host)")
        }
        return Finding(
            .hostVethRoute, severity, from: [.host] + paths.map(\.vantage), about: Finding.Subject(), owner: .device,
            confidence: .certain,
            summary: """
                The default route that this device prefers (\(route)) leads into a container: a DHCP client has taken \
                \(interface), a veth of the container engine's, for a network.
                """,
            location: Self.location(route),
            evidence: proofs,
            refutedBy: "Something beyond the container answers by \(interface).")
    }

    // MARK: - Nothing was seen to go there

    /// Nothing that was measured says what becomes of packets there.
    ///
    /// As long as another default route has a smaller metric, none goes astray.
    private func untold(_ route: Route, _ routes: Survey.Seen<ReadRoutes>, isPassedBy: Bool) -> Finding {
        Finding(
            .hostVethRoute, isPassedBy ? .info : .warning, from: [.host], about: Finding.Subject(), owner: .device,
            confidence: .likely,
            summary: isPassedBy
                ? """
                A default route (\(route)) leads into a container: a DHCP client takes the engine's interfaces for networks. \
                Another route is preferred to it as long as that one is there.
                """
                : """
                The default route that this device prefers (\(route)) leads into a container: a DHCP client takes the engine's \
                interfaces for networks.
                """,
            location: Self.location(route), evidence: [Self.proof(route, routes)],
            refutedBy: "`ip route show default` names no interface of a container.")
    }

    /// No container ran, and the interface that this run put on a bridge got a default route, as each container's will.
    private func toCome(_ state: RoutingState, in scene: Scene) -> [Finding] {
        scene.survey.seen(CompareDefaultRoutes.self).compactMap { seen -> Finding? in
            let before = seen.evidence.before.filter { $0.gateway?.family != .v6 }.map(\.metric).min()
            let added = seen.evidence.added.filter { route in
                // Without a gateway it tells no family, and IPv6 has one.
                route.gateway?.family != .v6 && !seen.evidence.before.contains { $0.interface == route.interface }
                    && state.link(named: route.interface)?.isContainersEnd ?? route.interface.isOfAnEngine
            }
            guard let route = added.min(by: { $0.metric < $1.metric }) else { return nil }
            let isPreferred = before.map { route.metric < $0 } ?? true
            let name = route.interface
            let finding = Finding(
                .hostVethRoute, isPreferred ? .warning : .info, from: [.host], about: Finding.Subject(),
                owner: .device, confidence: .likely,
                summary: isPreferred
                    ? """
                    While edgeprobe had a veth of its own on the engine's bridge, a DHCP client made a default route by it \
                    (\(name), metric \(Int(route.metric))), which is preferred to this device's own: the first container will take \
                    the device off its network.
                    """
                    : """
                    While edgeprobe had a veth of its own on the engine's bridge, a DHCP client made a default route by it \
                    (\(name), metric \(Int(route.metric))), as it will for each container; this device's own is preferred to it.
                    """,
                location: Finding.Location(kind: .thisDevice, text: "on this device, in its routes"),
                evidence: [
                    seen.shows("a default route by \(name) was there at the end, and not before the veth was")
                ],
                refutedBy: "`ip route show default` names no interface of a container while one runs.")
            return isPreferred ? finding.foreseen : finding
        }
    }

    private static func location(_ route: Route) -> Finding.Location {
        Finding.Location(
            kind: .thisDevice, culprit: route.interface.map { .routes([route.destination], interface: $0) },
            text: "on this device, in its routes")
    }

    private static func proof(_ route: Route, _ routes: Survey.Seen<ReadRoutes>) -> Finding.Proof {
        let port = routes.evidence.link(named: route.interface)
        guard let port, let master = port.master else { return routes.shows("ip route: \(route)") }
        return routes.shows("ip route: \(route); \(port.name) is a port of the bridge \(master)")
    }
}

extension NetworkLink {
    /// The host's end of a container's veth: one that is a port of a bridge.
    ///
    /// One that is no port may be the uplink of a device that is a container itself.
    fileprivate var isContainersEnd: Bool { kind == "veth" && master != nil }
}

extension InterfaceName {
    /// As engines, and this program, call what they make for a container.
    fileprivate var isOfAnEngine: Bool { description.hasPrefix("veth") }
}
