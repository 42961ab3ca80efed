import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What takes a route of this device's own is silent, and no router answers there; what takes another way is answered.
///
/// A filter of the site's sits behind a router, which answers a walk unless it keeps silent for all. So the finding is likely at
/// most, unless bound to another interface the same connection opens.
struct RouteLeadsNowhere: Rule {
    static let causes: [Cause] = [.routeStale]
    static let explains: [Cause] = [.tcpDroppedIP, .tcpDroppedPort] + Symptoms.ofThisDevice

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        guard let routes = scene.routes else { return [] }
        let contacts = scene.contacts(from: .host)
        let redirected = redirected(scene)
        guard redirected.isEmpty else { return redirected }
        let takers = contacts.compactMap { contact in
            Self.route(of: contact, routes.evidence, scene).map { (contact, $0) }
        }
        return takers.map(\.1).uniqued.flatMap { route -> [Finding] in
            let mine = takers.filter { $0.1 == route }.map(\.0)
            let silent = mine.filter { $0.result == .silent && !WayOut(scene: scene).isWalked(to: $0) }
            let isSpread = route.otherHops != nil
            // By several next hops some get through; by one, all or none.
            guard !silent.isEmpty, isSpread || silent.count == mine.count,
                let other = contacts.first(where: { contact in
                    contact.answerProof != nil && isSpread == mine.contains { $0.remote == contact.remote }
                })
            else { return [] }
            return LocalFailure.silent(in: scene, withContainers: true) { address in
                silent.contains { $0.remote.address == address }
            }.map { finding($0, route, routes, beside: other, scene) }
        }
    }

    /// What a router's redirect sends to another router than the routes do, and nobody answers there.
    private func redirected(_ scene: Scene) -> [Finding] {
        let roads = scene.roads.taken(by: .host).filter { $0.lookup.isRedirected == true }
        return roads.flatMap { road -> [Finding] in
            guard let gateway = road.lookup.gateway, let interface = road.lookup.interface else { return [] }
            return LocalFailure.silent(in: scene, withContainers: false) { $0 == road.lookup.destination }.map {
                failure in
                var finding = failure.finding(
                    .routeStale, confidence: .likely,
                    summary: """
                        A router's redirect, which this device keeps (ICMP 5), and no route of its own takes outgoing \
                        \(failure.noun) to \(gateway), and nothing answers by it.
                        """,
                    refutedBy: "`ip route get \(failure.target)` says nothing of redirected.")
                finding.location.culprit = .setting(.acceptsRedirects(interface: interface))
                finding.evidence.append(
                    Finding.Proof(
                        road.observation, "for \(road.lookup.destination) the kernel takes \(road.lookup), redirected"))
                return finding
            }
        }
    }

    /// The route of the main table that a contact takes, where it is no other's: not the default one, unless that has several
    /// next hops; a VPN's routes have their own rule.
    static func route(of contact: Contact, _ state: RoutingState, _ scene: Scene) -> Route? {
        guard let lookup = scene.roads.taken(by: .host, to: contact.remote.address)?.lookup, lookup.error == nil,
            let gateway = lookup.gateway, !(state.link(named: lookup.interface)?.isTunnel ?? true)
        else { return nil }
        let route = state.routes.first { route in
            route.destination == lookup.route && route.table == lookup.table
                && route.hops.contains { $0.gateway == gateway && $0.interface == lookup.interface }
        }
        guard let route, route.table == RoutingRule.mainTable else { return nil }
        if route.otherHops != nil { return route }
        let isDefaults = state.routes.contains { $0.isMainDefault && $0.gateway == gateway }
        return route.destination.length <= 1 || isDefaults ? nil : route
    }

    private func finding(
        _ failure: LocalFailure, _ route: Route, _ routes: Survey.Seen<ReadRoutes>, beside other: Contact,
        _ scene: Scene
    ) -> Finding {
        let detour = scene.survey.seen(ConnectAroundTunnel.self, from: .host).first { seen in
            seen.evidence.isVerified == true && failure.addresses.contains(seen.evidence.connect.remote.address)
        }
        var finding = failure.finding(
            .routeStale, confidence: detour == nil || route.otherHops != nil ? .likely : .certain,
            summary: route.otherHops == nil
                ? """
                A route of this device's own (\(route)) takes outgoing \(failure.noun), and leads to nobody who answers.
                """
                : """
                The route \(route) has \(route.hops.count) next hops (\(route.hops.compactMap(\.gateway))), and by one of them \
                outgoing \(failure.noun) leads to nobody who answers.
                """,
            refutedBy: "A router beyond this device answers for \(failure.target), or a connection to it opens.")
        finding.location.culprit = .blockingRoute(route)
        finding.evidence.append(Finding.Proof(routes.index, "ip route: \(route)"))
        finding.evidence += [other.answerProof].compactMap { $0 } + (detour.map { [$0.besideProof] } ?? [])
        return finding
    }
}
