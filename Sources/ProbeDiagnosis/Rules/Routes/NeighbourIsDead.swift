import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The gateway (or the target, on the same link) does not answer ARP or neighbour discovery.
struct NeighbourIsDead: Rule {
    static let causes: [Cause] = [.hostNeighbourDead]
    static let explains: [Cause] =
        [.dnsTimeout, .dnsUDPBlocked, .tcpDroppedAll, .tcpDroppedIP, .tcpDroppedPort] + Symptoms.ofThisDevice

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        let gateways = names(scene)
        return contacts(scene) + (gateways.isEmpty ? neighbours(scene) : gateways)
    }

    private func contacts(_ scene: Scene) -> [Finding] {
        Extent.all(in: scene) { $0.isUnresolvedNeighbour || deadGateway(of: $0, scene) != nil }.map { extent in
            let interface = extent.contacts.first?.decisive.first?.attempt.interface
            let gateways = extent.contacts.compactMap { deadGateway(of: $0, scene) }
            return LocalFailure(
                extent,
                proofs: extent.proofs { contact, attempt in clause(contact, attempt, interface) }
                    + gateways.map(\.proof).uniqued
            ).finding(
                .hostNeighbourDead, confidence: gateways.allSatisfy(\.isCertain) ? .certain : .likely,
                summary: interface.map {
                    """
                    The next hop on \($0) does not answer ARP, so outgoing \(extent.noun) cannot leave the link.
                    """
                } ?? "The next hop does not answer ARP, so outgoing \(extent.noun) cannot leave the link.",
                refutedBy: "`ip neigh` shows the next hop as reachable.")
        }
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
                    kind: .thisDevice, text: "on this device's link \(neighbour.interface)"),
                evidence: dead.map(\.gateway.proof).uniqued
                    + mute.prefix(3).map {
                        Finding.Proof($0.observation, "no resolver gives an answer for \($0.host)")
                    } + paths.flatMap(\.silenceProofs),
                refutedBy: "`ip neigh` shows \(neighbour.address) as reachable.")
        ]
    }

    /// Look-ups that this device itself gave up, because whoever is next did not answer ARP.
    private func neighbours(_ scene: Scene) -> [Finding] {
        scene.lookups(from: .host).filter { $0.fails && $0.meetsDeadNeighbour }.compactMap { lookup in
            guard let answer = lookup.evidence.servers.first?.answers.first else { return nil }
            let road = scene.roads.taken(by: .host, to: answer.server.address)
            let hop = road?.lookup.gateway
            // A resolver on the link that is not there is a resolver that does not answer.
            guard !lookup.missesResolverOnLink(scene) else { return nil }
            return Finding(
                .hostNeighbourDead, lookup.severity, from: [.host],
                about: Finding.Subject(resolver: answer.server), owner: .device,
                confidence: .certain,
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

    // MARK: - Gateways after a silence

    private struct DeadGateway {
        let neighbour: Neighbour
        let proof: Finding.Proof
        /// Given up; while it is still being asked, an answer may come.
        var isCertain: Bool { neighbour.state == .failed }
    }

    private func deadGateway(of contact: Contact, _ scene: Scene) -> DeadGateway? {
        contact.result == .silent && contact.vantage == .host ? gateway(before: contact.remote.address, scene) : nil
    }

    /// The gateway that the host's packets to an address go to, where it gave no answer to ARP.
    private func gateway(before address: IPAddress, _ scene: Scene) -> DeadGateway? {
        guard let read = scene.survey.seen(ReadGateways.self, from: .host).first,
            let lookup = scene.roads.taken(by: .host, to: address)?.lookup, let gateway = lookup.gateway,
            let neighbour = read.evidence.neighbours.first(where: {
                $0.address == gateway && $0.interface == lookup.interface
            }), neighbour.state == .failed || neighbour.state == .incomplete
        else { return nil }
        let state = Term(neighbour.state)
        return DeadGateway(
            neighbour: neighbour,
            proof: read.shows(
                """
                after the silence the neighbour table has \(gateway) on \(neighbour.interface) as \(state): \
                nobody answered for it
                """))
    }
}

extension Contact {
    /// Host unreachable from our own address after a wait: ARP asks three times, a second apart (arp(7), mcast_solicit).
    ///
    /// A REJECT in our own OUTPUT chain looks the same but comes at once.
    var isUnresolvedNeighbour: Bool {
        guard case .rejected(let icmp) = result, icmp.offenderIsLocal, icmp.meaning == .hostUnreachable else {
            return false
        }
        return attempts.contains { $0.attempt.icmp == icmp && $0.attempt.latency.value >= 0.9 }
    }
}
