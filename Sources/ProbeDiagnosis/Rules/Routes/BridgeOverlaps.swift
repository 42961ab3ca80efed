import ProbeCore
import ProbeEvidence
import ProbeFindings

/// An address that the device needs lies in the subnet of one of the engine's bridges, and cannot be reached for that.
///
/// A subnet that merely overlaps with a wider route is no finding: the more specific route wins, and all is well.
struct BridgeOverlaps: Rule {
    static let causes: [Cause] = [.routeBridgeOverlap]
    static let explains: [Cause] = Symptoms.ofForwarding + [.fwdDropped]

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        let isAboutItsResolver =
            finding.subject.resolver != nil && symptom.subject.resolver?.address == finding.subject.resolver?.address
            && Set(finding.vantages).isSuperset(of: symptom.vantages)
        // The engine isolates its networks from each other: a rule of its own stops what ends at the wrong one.
        if symptom.cause == .fwdDropped, finding.subject.resolver != nil { return isAboutItsResolver }
        return Scope(of: finding).contains(symptom) || isAboutItsResolver
    }

    func findings(in scene: Scene) -> [Finding] {
        guard let routes = scene.routes else { return [] }
        return scene.vantages.flatMap { vantage in
            routes.evidence.networks.flatMap { network in
                let overlap = Overlap(network: network, routes: routes, vantage: vantage)
                return contacts(overlap, scene) + resolvers(overlap, scene)
            }
        } + scene.paths.compactMap(Diverted.init).map(\.overlapFinding) + toCome(in: scene).map(\.foreseen)
    }

    /// A network of the engine as packets from one vantage meet it.
    private struct Overlap {
        let network: ContainerNetwork
        let routes: Survey.Seen<ReadRoutes>
        let vantage: Vantage

        func covers(_ address: IPAddress) -> Bool {
            network.subnets.contains { $0.contains(address) }
                && (!network.gateways.contains(address) || isSomebodyElses(address))
        }

        /// Whether the address is known to belong elsewhere; one of the subnet may else be a container's that does not run.
        ///
        /// A resolver of this device's own may listen at the bridge's address; nobody has that address on another link.
        func isSomebodyElses(_ address: IPAddress) -> Bool { routes.evidence.leads(to: address, besides: network) }

        /// A container that runs has the address, or may be one of those that were left out: if nobody answers, it is that
        /// one's matter.
        func isMember(_ address: IPAddress) -> Bool {
            network.lacks(.containers) || network.members?.contains(address) ?? false
        }

        /// The bridge's own address, at which this device itself answers.
        func isOwn(_ address: IPAddress) -> Bool { network.gateways.contains(address) }

        /// The way to an address ends at the bridge; from inside the network it always does, from others by the host's
        /// routes.
        func takes(_ address: IPAddress, _ scene: Scene) -> Bool {
            guard covers(address) else { return false }
            guard vantage != network.vantage, !isOwn(address) else { return true }
            let other = routes.evidence.networks.first { $0.vantage == vantage }
                .map { RouteLookup.Packet.container(network: $0.name) }
            guard let packet = vantage == .host ? .host : other else { return false }
            return scene.roads.taken(by: packet, to: address)?.lookup.interface == network.interface
        }

        func summary(_ what: Sentence) -> Sentence {
            """
            The engine's network \(network: network.name) (\(network.subnets), \(network.interface)) covers \
            \(what), so packets to it end at the bridge instead of leaving.
            """
        }

        func doubtfulSummary(_ what: Sentence) -> Sentence {
            """
            The engine's network \(network: network.name) (\(network.subnets), \(network.interface)) covers \
            \(what), and nobody there answers: a container that has the address does not run, or the network hides \
            somebody elsewhere.
            """
        }

        var location: Finding.Location {
            Finding.Location(
                kind: .containerHost, culprit: .network(network.name, subnets: network.subnets),
                text: "on this device, at the bridge \(network.interface)")
        }

        var proof: Finding.Proof {
            routes.shows("\(network.interface) has the subnet \(network.subnets)")
        }
    }

    private func contacts(_ overlap: Overlap, _ scene: Scene) -> [Finding] {
        let contacts = scene.contacts(from: overlap.vantage)
        let failing = contacts.filter { contact in
            guard overlap.takes(contact.remote.address, scene), !overlap.isMember(contact.remote.address) else {
                return false
            }
            return switch contact.result {
            case .answered, .undecided, .droppedLocally: false
            case .refused, .rejected, .denied, .unreachable, .silent: true
            }
        }
        return Extent.all(of: failing, among: contacts).map { extent in
            let isSomebodyElses = extent.contacts.allSatisfy { contact in
                contact.isNobodysContainer(in: scene.assignment) || overlap.isSomebodyElses(contact.remote.address)
            }
            return extent.finding(
                .routeBridgeOverlap, owner: .containerEngine, confidence: isSomebodyElses ? .certain : .possible,
                summary: isSomebodyElses
                    ? overlap.summary("\(extent.target)") : overlap.doubtfulSummary("\(extent.target)"),
                location: overlap.location,
                evidence: [overlap.proof]
                    + extent.proofs { contact, attempt in
                        if attempt.isSilent { return "connecting to \(contact.remote) gets no answer" }
                        guard let error = attempt.error else {
                            return "connecting to \(contact.remote) fails with an error"
                        }
                        return "connecting to \(contact.remote) fails with \(error)"
                    },
                refutedBy:
                    "`ip route get \(extent.target)` names another interface than \(overlap.network.interface)."
            )
        }
    }

    private func resolvers(_ overlap: Overlap, _ scene: Scene) -> [Finding] {
        let names = scene.survey.seen(ResolveName.self, from: overlap.vantage)
        let servers = names.flatMap { $0.evidence.servers.map(\.server) }.uniqued
        return servers.compactMap { server in
            guard overlap.takes(server.address, scene) else { return nil }
            let asked = names.filter { $0.evidence.servers.contains { $0.server == server } }
            let isAnswering = asked.contains { name in
                name.evidence.servers.contains { $0.server == server && $0.answers.contains { $0.result == .answered } }
            }
            guard !isAnswering, let first = asked.first else { return nil }
            let severities = asked.filter { $0.evidence.addresses.isEmpty }.map {
                scene.needs.severity(forFailureOf: $0.about.host, from: overlap.vantage)
            }
            guard !overlap.isMember(server.address) else { return nil }
            let isSomebodyElses = overlap.isSomebodyElses(server.address)
            return Finding(
                .routeBridgeOverlap, severities.max() ?? .warning, from: [overlap.vantage],
                about: Finding.Subject(resolver: server), owner: .containerEngine,
                confidence: isSomebodyElses ? .certain : .possible,
                summary: isSomebodyElses
                    ? overlap.summary("the resolver \(server.address)")
                    : overlap.doubtfulSummary("the resolver \(server.address)"), location: overlap.location,
                evidence: [overlap.proof, answer(of: server, first, overlap)],
                refutedBy: """
                    `ip route get \(server.address)` names another interface than \
                    \(overlap.network.interface).
                    """)
        }
    }

    /// What became of a question; where this device has the resolver's address, it was this device that answered.
    private func answer(
        of server: SocketAddress, _ name: Survey.Seen<ResolveName>, _ overlap: Overlap
    ) -> Finding.Proof {
        let answers = name.evidence.servers.filter { $0.server == server }.flatMap(\.answers)
        guard overlap.isOwn(server.address), let error = answers.lazy.compactMap(\.error).first else {
            return name.shows("the resolver \(server) does not answer")
        }
        return name.shows(
            """
            a question to \(server) ends with \(error) at this device, whose bridge \
            \(overlap.network.interface) has that address
            """)
    }
}

extension Contact {
    /// A service of the cloud's, or the parent device; a proxy or a registry may well run on this device.
    fileprivate func isNobodysContainer(in assignment: Assignment) -> Bool {
        host == assignment.hub || host == assignment.dps || host.isPublicRegistry
    }
}

extension RoutingState {
    /// Another link of this device, or a route of its own but the default, leads to an address in the subnet of one of the
    /// engine's networks; a router at the address is one on another link.
    func leads(to address: IPAddress, besides network: ContainerNetwork) -> Bool {
        let isOnAnotherLink = links.filter { $0.name != network.interface }.contains { link in
            !link.addresses.contains { $0.address == address }
                && link.addresses.contains { $0.prefix?.contains(address) ?? false }
        }
        return isOnAnotherLink
            || routes.contains { route in
                route.interface != network.interface && route.interface != nil
                    && (route.gateway == address
                        || (route.kind == .unicast && route.destination.length > 1
                            && route.destination.contains(address)))
            }
    }
}

extension Diverted {
    /// A route more specific than the bridge's takes what is answered to containers.
    fileprivate var overlapFinding: Finding {
        path.finding(
            .routeBridgeOverlap, owner: .containerEngine, .certain,
            summary: """
                The subnet of the network \(network: path.network.name) overlaps with \(lookup): answers to \
                \(lookup.destination) leave there instead of \(path.network.interface).
                """,
            culprit: culprit,
            evidence: [Finding.Proof(observation, "an answer to \(lookup.destination) leaves by \(lookup)")]
                + path.silenceProofs,
            refutedBy: "`ip route get \(lookup.destination)` names \(path.network.interface).")
    }

    /// Into an ordinary interface, by the main table: a tunnel's routes are the VPN's, another table's a policy rule's.
    fileprivate init?(_ path: ContainerPath) {
        self.init(path) { interface, lookup in
            lookup.kind != .local && !path.isTunnel(interface)
        }
        guard lookup.table == 254 else { return nil }
    }
}
