import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The gateway (or the target, on the same link) does not answer ARP or neighbour discovery.
struct NeighbourIsDead: Rule {
    static let causes: [Cause] = [.hostNeighbourDead]
    static let explains: [Cause] =
        [.dnsTimeout, .dnsUDPBlocked, .tcpDroppedAll, .tcpDroppedIP, .tcpDroppedPort, .routeStale]
        + Symptoms.ofThisDevice

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        let rule = NeighbourRule(in: scene)
        // Nobody asked, or nobody heard the answer.
        guard rule?.isCertain != true else { return [] }
        let found = found(in: scene)
        guard let rule else { return found }
        return found.map { finding in
            var finding = finding
            finding.claim = min(finding.claim, .likely)
            finding.evidence.append(rule.proof)
            return finding
        }
    }

    /// As it looks, whatever rules of this device's own may do to ARP.
    func found(in scene: Scene) -> [Finding] {
        let gateways = names(scene)
        let found = contacts(scene) + (gateways.isEmpty ? neighbours(scene) : gateways)
        return found.isEmpty ? unasked(scene) : found
    }

    private func contacts(_ scene: Scene) -> [Finding] {
        let all = Extent.all(in: scene) { contact in
            let ownWord = scene.ownWord(on: contact)
            return ownWord == .neighbour || (ownWord != .rule && deadHop(before: contact, scene) != nil)
        }
        let own = all.filter { $0.vantages == [.host] }
        // What containers meet by the host's own way is the same.
        let others = all.filter { $0.vantages != [.host] }
        let shared = own.map { extent in others.filter { extent.covers($0) } }
        let alone = others.filter { other in !own.contains { $0.covers(other) } }
        return zip(own, shared).map { finding($0, and: $1, scene) } + alone.map { finding($0, and: [], scene) }
    }

    private func finding(_ extent: Extent, and others: [Extent], _ scene: Scene) -> Finding {
        let interface = extent.contacts.first?.decisive.first?.attempt.interface
        let hops = extent.contacts.compactMap { deadHop(before: $0, scene) }
        let failure = LocalFailure(
            extent, besides: others.flatMap(\.vantages).uniqued,
            proofs: ([extent] + others).flatMap {
                $0.proofs { contact, attempt in clause(contact, attempt, interface) }
            }
                + hops.map(\.proof).uniqued)
        // What ARP of somebody else's may have ended at once, a rule may have as well.
        let isShown = extent.contacts.allSatisfy { $0.isUnresolvedNeighbour || deadHop(before: $0, scene) != nil }
        let confidence: Finding.Confidence = isShown && hops.allSatisfy(\.isCertain) ? .certain : .likely
        if let link = ownLink(of: extent, scene) { return onLink(extent, failure, link, confidence) }
        // Of a route with several next hops the kernel may have asked another one than it names here.
        let hop = hops.first?.neighbour.address ?? extent.contacts.first.flatMap { onlyHop(of: $0, scene) }
        var finding = failure.finding(
            .hostNeighbourDead, confidence: confidence, summary: Self.summary(of: extent, hop, on: interface),
            refutedBy: "`ip neigh` shows the next hop as reachable.")
        if extent.vantages == [.host], let table = otherTable(to: extent.contacts.map(\.remote.address), scene) {
            finding.location.culprit = .policyRules([table.rule])
            finding.evidence.append(table.proof)
        }
        // A route of this device's own, and not the way that everything else takes.
        if extent.vantages == [.host], let routes = scene.routes, let contact = extent.contacts.first,
            let route = RouteLeadsNowhere.route(of: contact, routes.evidence, scene), route.otherHops == nil
        {
            finding.location.culprit = .blockingRoute(route)
            finding.evidence.append(Finding.Proof(routes.index, "ip route: \(route)"))
        }
        return finding
    }

    /// The policy rule that has everything concerned take another table than the main one.
    private func otherTable(
        to addresses: [IPAddress], _ scene: Scene
    ) -> (rule: RoutingRule, proof: Finding.Proof)? {
        let roads = addresses.uniqued.compactMap { scene.roads.taken(by: .host, to: $0) }
        guard let first = roads.first, let table = first.lookup.table, table != RoutingRule.mainTable,
            roads.allSatisfy({ $0.lookup.table == table }),
            let rule = scene.routes?.evidence.rule(before: first.lookup)
        else { return nil }
        return (
            rule,
            Finding.Proof(
                first.observation,
                "for \(first.lookup.destination) the kernel takes \(first.lookup), by \(Culprit.policyRules([rule]))")
        )
    }

    /// The only one that the host's packets may go to.
    private func onlyHop(of contact: Contact, _ scene: Scene) -> IPAddress? {
        guard contact.vantage == .host, let lookup = scene.roads.taken(by: .host, to: contact.remote.address)?.lookup
        else { return nil }
        let isOneOfSeveral =
            scene.routes?.evidence.routes.contains { route in
                route.destination == lookup.route ?? route.destination && route.otherHops != nil
                    && route.destination.contains(contact.remote.address)
            } ?? false
        return isOneOfSeveral ? nil : lookup.gateway
    }

    private static func summary(
        of extent: Extent, _ hop: IPAddress?, on interface: InterfaceName?
    ) -> Sentence {
        switch (hop, interface) {
        case (let hop?, let interface?):
            "The next hop \(hop) on \(interface) does not answer ARP, so outgoing \(extent.noun) cannot leave the link."
        case (nil, let interface?):
            "The next hop on \(interface) does not answer ARP, so outgoing \(extent.noun) cannot leave the link."
        case (_, nil): "The next hop does not answer ARP, so outgoing \(extent.noun) cannot leave the link."
        }
    }

    // MARK: - Without a gateway

    /// The network of a link of this device's own that everything concerned is taken to be on.
    private struct OwnLink {
        let network: IPPrefix
        let interface: InterfaceName
        let shows: Finding.Proof
    }

    private func ownLink(of extent: Extent, _ scene: Scene) -> OwnLink? {
        let roads = extent.contacts.map(\.remote.address).uniqued.map { scene.roads.taken(by: .host, to: $0) }
        let networks = roads.map { road -> (network: IPPrefix, interface: InterfaceName)? in
            guard let lookup = road?.lookup, lookup.error == nil, lookup.gateway == nil, let network = lookup.route,
                let interface = lookup.interface
            else { return nil }
            return (network, interface)
        }
        guard let road = roads.first ?? nil, let first = networks.first ?? nil,
            networks.allSatisfy({ $0?.network == first.network && $0?.interface == first.interface })
        else { return nil }
        return OwnLink(
            network: first.network, interface: first.interface,
            shows: Finding.Proof(
                road.observation, "for \(road.lookup.destination) the kernel takes \(road.lookup), past no gateway"))
    }

    /// Somebody's who is off, or nobody's on this link: a prefix that is too wide, or a network with the same addresses
    /// elsewhere, as those of private endpoints may be.
    private func onLink(
        _ extent: Extent, _ failure: LocalFailure, _ link: OwnLink, _ confidence: Finding.Confidence
    ) -> Finding {
        var finding = failure.finding(
            .hostNeighbourDead, confidence: confidence,
            summary: """
                This device takes \(extent.target) for a neighbour, in its own network \(link.network) on \(link.interface), and \
                nobody there answers ARP for it, so outgoing \(extent.noun) cannot leave the link: whoever has the address is \
                off, or the network reaches less far than its prefix says.
                """,
            refutedBy: "`ip neigh` shows \(extent.target) as reachable.")
        finding.evidence.append(link.shows)
        finding.location.culprit = .routes([link.network], interface: link.interface)
        return finding
    }

    private func clause(_ contact: Contact, _ attempt: ConnectAttempt, _ interface: InterfaceName?) -> Sentence {
        guard !attempt.isSilent else { return "connecting to \(contact.remote) gets no answer" }
        let error = attempt.error ?? "EHOSTUNREACH"
        guard let interface else {
            return """
                connecting to \(contact.remote) fails with \(error) after \(attempt.latency), reported by this device \
                itself: its neighbour does not answer ARP
                """
        }
        return """
            connecting to \(contact.remote) fails with \(error) after \(attempt.latency), reported by this device \
            itself: its neighbour on \(interface) does not answer ARP
            """
    }

    /// What no resolver answered, because the gateway before them is dead: no name, and nothing to connect to.
    private func names(_ scene: Scene) -> [Finding] {
        let mute = scene.lookups(from: .host).filter { $0.fails && !$0.hasAnswer }
        guard !mute.isEmpty, !scene.contacts(from: .host).contains(where: { $0.result == .answered }) else {
            return []
        }
        let servers = mute.flatMap { $0.evidence.servers.map(\.server) }.uniqued
        let dead = servers.compactMap { server in
            gateway(before: server.address, scene).map { (server: server, gateway: $0) }
        }
        // One that is reached by another way would have been asked as well.
        guard let first = dead.first, dead.count == servers.count else { return [] }
        let paths = scene.paths.filter { path in
            path.isNameless
                && path.lookups.contains {
                    $0.lookup.destination == first.server.address
                        && $0.lookup.gateway == first.gateway.neighbour.address
                }
        }
        let neighbour = first.gateway.neighbour
        let table = otherTable(to: dead.map(\.server.address), scene)
        return [
            Finding(
                .hostNeighbourDead, (mute.map(\.severity) + paths.map(\.severity)).max() ?? .info,
                from: [.host] + paths.map(\.vantage), about: Finding.Subject(resolver: first.server), owner: .device,
                confidence: first.gateway.isCertain ? .certain : .likely,
                summary: """
                    The gateway \(neighbour.address) on \(neighbour.interface) does not answer ARP, so nothing \
                    can leave the link: not even what the resolver \(first.server.address) is asked.
                    """,
                location: Finding.Location(
                    kind: .thisDevice, culprit: table.map { .policyRules([$0.rule]) },
                    text: "on this device's link \(neighbour.interface)"),
                evidence: dead.map(\.gateway.proof).uniqued + [table?.proof].compactMap(\.self)
                    + mute.prefix(3).map {
                        Finding.Proof($0.observation, "no resolver gives an answer for \($0.host)")
                    } + paths.flatMap(\.silenceProofs),
                refutedBy: "`ip neigh` shows \(neighbour.address) as reachable.")
        ]
    }

    /// Look-ups that this device itself gave up, because whoever is next did not answer ARP.
    private func neighbours(_ scene: Scene) -> [Finding] {
        scene.lookups(from: .host).filter { $0.fails && $0.endsAtLink }.compactMap { lookup in
            guard let answer = lookup.evidence.servers.first?.answers.first else { return nil }
            let road = scene.roads.taken(by: .host, to: answer.server.address)
            let hop = road?.lookup.gateway
            guard !(road?.lookup.interface.map(scene.isTunnel) ?? false) else { return nil }
            // A resolver on the link that is not there is a resolver that does not answer.
            guard !lookup.missesResolverOnLink(scene) else { return nil }
            return Finding(
                .hostNeighbourDead, lookup.severity, from: [.host],
                about: Finding.Subject(resolver: answer.server), owner: .device,
                confidence: lookup.meetsDeadNeighbour ? .certain : .likely,
                summary: hop.map { "The gateway \($0) does not answer ARP, so no name can be looked up." }
                    ?? """
                    The resolver \(answer.server.address), on the same link, does not answer ARP, so no name can be \
                    looked up.
                    """,
                location: Finding.Location(kind: .thisDevice, text: "on this device's link"),
                evidence: [lookup.failsHere(answer)],
                refutedBy: "`ip neigh` shows \(hop ?? answer.server.address) as reachable.")
        }
    }

    // MARK: - Neighbours after a silence

    private struct DeadHop {
        let neighbour: Neighbour
        let proof: Finding.Proof
        /// Given up; while it is still being asked, an answer may come.
        var isCertain: Bool { neighbour.state == .failed }
    }

    /// What the host, or a container by its routes, sends to an address goes to somebody who does not answer.
    private func deadHop(before contact: Contact, _ scene: Scene) -> DeadHop? {
        let address = contact.remote.address
        if contact.vantage == .host {
            guard contact.result == .silent || contact.isUnreachableByOwnWord(scene) else { return nil }
            return hop(before: address, on: scene.roads.taken(by: .host, to: address), scene)
        }
        guard let path = scene.paths.first(where: { $0.vantage == contact.vantage }),
            contact.result == .silent || contact.isUnreachableByOwnWord(scene)
        else { return nil }
        return hop(before: address, on: path.way(to: contact.remote), scene)
    }

    /// The gateway that the host's packets to an address go to, where it gave no answer to ARP.
    private func gateway(before address: IPAddress, _ scene: Scene) -> DeadHop? {
        guard let road = scene.roads.taken(by: .host, to: address), road.lookup.gateway != nil else { return nil }
        return hop(before: address, on: road, scene)
    }

    private func hop(before address: IPAddress, on road: Roads.Road?, _ scene: Scene) -> DeadHop? {
        guard let read = scene.survey.seen(ReadGateways.self, from: .host).first, let lookup = road?.lookup,
            lookup.error == nil,
            let neighbour = read.evidence.neighbours.first(where: {
                $0.address == lookup.gateway ?? address && $0.interface == lookup.interface
            }), neighbour.state == .failed || neighbour.state == .incomplete
        else { return nil }
        let state = Term(neighbour.state)
        return DeadHop(
            neighbour: neighbour,
            proof: read.shows(
                """
                after the silence the neighbour table has \(neighbour.address) on \(neighbour.interface) as \(state): \
                nobody answered for it
                """))
    }
}

extension Extent {
    /// Whether everything that another place met is among what was met here.
    fileprivate func covers(_ other: Extent) -> Bool {
        let remotes = Set(contacts.map(\.remote))
        return other.contacts.allSatisfy { remotes.contains($0.remote) }
    }
}

extension Contact {
    /// Host unreachable from our own address after a wait: ARP asks three times, a second apart (arp(7), mcast_solicit).
    ///
    /// A REJECT in our own OUTPUT chain looks the same but comes at once.
    var isUnresolvedNeighbour: Bool {
        guard case .rejected(let icmp) = result else { return false }
        return attempts.contains {
            $0.attempt.icmp == icmp && icmp.meansMissingNeighbour(after: $0.attempt.latency)
        }
    }

    /// This device told a container that it does not reach the host, which speaks for its own packets too.
    fileprivate func isUnreachableByOwnWord(_ scene: Scene) -> Bool {
        guard case .rejected(let icmp) = result else { return false }
        return icmp.meaning == .hostUnreachable && scene.isOwn(icmp.offender)
    }
}
