import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What the host knows about the way of one network's containers, beside what they met on it.
///
/// Only of vantages that met trouble: what works needs no explanation.
struct ContainerPath: Sendable {
    let vantage: Vantage
    let network: ContainerNetwork
    let routes: Survey.Seen<ReadRoutes>
    let settings: Survey.Seen<ReadForwarding>?
    let counters: Survey.Seen<CountDrops>?
    let contacts: [Contact]
    /// Contacts that neither opened nor were refused by the far end.
    let failing: [Contact]
    private let hostContacts: [Contact]
    private let roads: Roads
    private let survey: Survey
    /// What it is worth that this vantage has no way out.
    let severity: Finding.Severity

    static func all(
        contacts: [Vantage: [Contact]], roads: Roads, needs: DeviceNeeds, in survey: Survey
    ) -> [ContainerPath] {
        guard let routes = survey.seen(ReadRoutes.self, from: .host).first else { return [] }
        return routes.evidence.networks.compactMap { ContainerPath($0, routes, contacts, roads, needs, survey) }
    }

    private init?(
        _ network: ContainerNetwork, _ routes: Survey.Seen<ReadRoutes>, _ contacts: [Vantage: [Contact]],
        _ roads: Roads, _ needs: DeviceNeeds, _ survey: Survey
    ) {
        vantage = network.vantage
        self.network = network
        self.routes = routes
        self.survey = survey
        self.roads = roads
        hostContacts = contacts[.host] ?? []
        settings = survey.seen(ReadForwarding.self, from: .host).first
        counters = survey.seen(CountDrops.self, from: .host).first
        self.contacts = contacts[network.vantage] ?? []
        failing = self.contacts.filter { contact in
            switch contact.result {
            case .answered, .refused, .undecided, .droppedLocally, .denied: false
            case .silent, .rejected, .unreachable: true
            }
        }
        let hub = needs.severity(forFailureOf: survey.assignment.hub, from: network.vantage)
        severity = failing.map(\.severity).max().map { max($0, hub) } ?? hub
        guard network.vantage != .host, survey.vantages.contains(network.vantage), isTroubled else { return nil }
    }

    /// A packet of the vantage came back from beyond this device.
    var hasWayOut: Bool {
        contacts.contains { contact in
            switch contact.result {
            case .answered, .refused: true
            // A router's message came back; the gateway is this device.
            case .rejected(let icmp):
                icmp.offender.map { !network.gateways.contains($0) && !routes.evidence.owns($0) } ?? false
            case .unreachable, .denied, .silent, .undecided, .droppedLocally: false
            }
        }
    }

    /// A router beyond this device answered a walk of this vantage's: what it answers finds its way back.
    var isAnsweredByRouters: Bool {
        failing.flatMap { survey.walks(to: $0) }.flatMap(\.evidence.walks).flatMap(\.hops).contains { hop in
            hop.answer == .router
                && hop.address.map { !network.gateways.contains($0) && !routes.evidence.owns($0) } ?? false
        }
    }

    /// A packet of the vantage came back that had left by the same way.
    func comesBack(by way: RouteLookup) -> Bool {
        contacts.contains { contact in
            guard contact.result == .answered || contact.result == .refused,
                let other = self.way(to: contact.remote)?.lookup
            else { return false }
            return (other.interface, other.gateway, other.table) == (way.interface, way.gateway, way.table)
                && other.mark == way.mark && other.error == way.error
        }
    }

    /// A refusal counts as well: a REJECT of this device may look like one.
    private var isTroubled: Bool {
        !failing.isEmpty || isNameless || contacts.contains { $0.result == .refused && hostReaches($0.remote) != nil }
    }

    /// The vantage could not find the hub at all.
    var isNameless: Bool {
        survey.lacksAddress(for: survey.assignment.hub, from: vantage) && contacts.isEmpty
    }

    // MARK: - Evidence of the host about this network

    /// Whether the host reached an address and port, or anything at all where none is given.
    func hostReaches(_ remote: SocketAddress?) -> Finding.Proof? {
        let host = hostContacts.first { contact in
            (remote == nil || contact.remote == remote) && contact.result == .answered
        }
        return host?.answerProof.map {
            Finding.Proof($0.observation, "the host itself reaches it: \($0.shows)", .control)
        }
    }

    /// The host reached every address that this vantage did not.
    var hostReachesAll: Bool { !failing.isEmpty && failing.allSatisfy { hostReaches($0.remote) != nil } }

    /// Look-ups of the packets of this network's containers.
    var lookups: [Roads.Road] { roads.taken(by: .container(network: network.name)) }

    /// Look-ups of the answers to them.
    var answers: [Roads.Road] { roads.taken(by: .answer(network: network.name)) }

    func hostLookup(of destination: IPAddress) -> Roads.Road? { roads.taken(by: .host, to: destination) }

    /// The ways of a packet of this network's containers, of the answer to it, and of the host's own packet.
    func way(to remote: SocketAddress) -> Roads.Road? {
        roads.taken(by: .container(network: network.name), to: remote)
    }
    func wayBack(from remote: SocketAddress) -> Roads.Road? { roads.answering(from: remote, to: network.name) }
    /// The way of the packet that an answer belongs to.
    func roadThere(answeredBy answer: RouteLookup) -> Roads.Road? {
        answer.source.flatMap { source in lookups.first { $0.lookup.destination == source } }
    }
    func hostWay(to remote: SocketAddress) -> Roads.Road? { roads.taken(by: .host, to: remote) }

    /// What got no answer: the services, or where no name is known, the resolvers.
    var unanswered: [SocketAddress] {
        let resolvers = silentResolvers.map { SocketAddress($0, port: 53) }
        return failing.map(\.remote) + (isNameless ? resolvers.sorted { "\($0)" < "\($1)" } : [])
    }

    /// The host got an answer from there: of a resolver to its question, of a service to its connection.
    func hostIsAnswered(by remote: SocketAddress) -> Finding.Proof? {
        guard remote.port == 53 else { return hostReaches(remote) }
        // Past its own stub, the host was asked to ask them itself.
        for seen in survey.seen(AskUpstreams.self, from: .host) {
            if let answer = seen.evidence.answers.first(where: { $0.server == remote && $0.result == .answered }) {
                return seen.shows(control: "\(answer.server) answers the host in \(answer.latency)")
            }
        }
        return survey.seen(ResolveName.self, from: .host).lazy.compactMap { seen in
            let answers = seen.evidence.servers.filter { $0.server == remote }.flatMap(\.answers)
            return answers.first { $0.result == .answered }.map {
                seen.shows(control: "\($0.server) answers the host in \($0.latency)")
            }
        }.first
    }

    /// What the tables that were read say of a packet, where the kernel's own answer does not contradict them.
    func decision(on lookup: RouteLookup, incoming: InterfaceName?) -> RoutingDecision? {
        var packet = RoutedPacket(to: lookup.destination, from: lookup.source, incoming: incoming)
        packet.mark = lookup.mark ?? 0
        guard let decision = routes.evidence.decision(on: packet) else { return nil }
        guard lookup.error == nil else { return decision }
        return lookup.table == nil || lookup.table == decision.route?.table ? decision : nil
    }

    /// Walks of this network's packets, there and back.
    var walks: [(observation: Int, walk: PacketWalk)] {
        let origins: [RouteLookup.Packet] = [.container(network: network.name), .answer(network: network.name)]
        return (survey.walksToServices + survey.walksToResolvers).filter { origins.contains($0.walk.origin) }
    }

    /// The walks of the packets that a contact sent or waited for.
    func walks(of contact: Contact) -> [(observation: Int, walk: PacketWalk)] {
        walks.filter { $0.walk.remote == contact.remote && $0.walk.packet.network == .tcp }
    }

    /// The walks to the hub, whose addresses the host knows where the vantage does not.
    var hubWalks: [(observation: Int, walk: PacketWalk)] {
        let addresses = Set(
            hostContacts.filter { $0.endpoints.contains { $0.host == survey.assignment.hub } }
                .map(\.remote.address))
        return walks.filter { walk in walk.walk.remote.map { addresses.contains($0.address) && $0.port != 53 } ?? false
        }
    }

    /// The resolvers that gave this vantage nothing: behind the engine's own, which asks in its place, the forwarders.
    var silentResolvers: Set<IPAddress> {
        let servers = survey.seen(ResolveName.self, from: vantage).flatMap(\.evidence.servers)
        let answering = Set(
            servers.filter { server in
                // A failure of the engine's own says that nobody answered it.
                let isEngines = server.server.address == VantageOrigin.engineResolver
                return server.answers.contains { $0.result == .answered && !(isEngines && $0.responseCode == 2) }
            }.map(\.server.address))
        let silent = Set(servers.map(\.server.address)).subtracting(answering)
        guard let engines = VantageOrigin.engineResolver, silent.contains(engines) else { return silent }
        let origin = survey.seen(DescribeVantage.self, from: vantage).first?.evidence
        return silent.subtracting([engines]).union(origin?.forwarders ?? [])
    }

    /// What the engine was told not to do for this network, in the order of the names, and the reading that has it.
    func switchedOff(_ names: [EngineSwitch.Name]) -> SwitchedOff? {
        for seen in survey.seen(ReadConfiguration.self) {
            let off = (seen.evidence.switches ?? []).filter { !$0.isOn }
            guard let setting = names.lazy.compactMap({ name in off.first { $0.name == name } }).first else { continue }
            var place = FilePlace(setting.file, line: setting.line)
            place.member = LocalText(setting.name.rawValue)
            return SwitchedOff(observation: seen.index, name: Term(setting.name), place: place)
        }
        return nil
    }

    /// A setting of the engine's, in its own file.
    struct SwitchedOff {
        let observation: Int
        let name: Term
        let place: FilePlace

        var culprit: Culprit { .file(place) }

        var proof: Finding.Proof { Finding.Proof(observation, "\(culprit) switches \(term: name) off") }
    }

    var silenceProofs: [Finding.Proof] {
        let contacts = failing.flatMap(\.failureProofs)
        guard contacts.isEmpty else { return Array(contacts.prefix(4)) }
        return survey.seen(ResolveName.self, from: vantage).prefix(1).map {
            $0.shows("no resolver gives \(vantage) an address for \($0.about.host)")
        }
    }

    func finding(
        _ cause: Cause, owner: Owner, _ confidence: Finding.Confidence, about subject: Finding.Subject? = nil,
        severity: Finding.Severity? = nil, summary: Sentence, culprit: Culprit? = nil, evidence: [Finding.Proof],
        refutedBy: Sentence
    ) -> Finding {
        Finding(
            cause, severity ?? self.severity, from: [vantage], about: subject ?? Finding.Subject(), owner: owner,
            confidence: confidence,
            summary: summary,
            location: Finding.Location(kind: .containerHost, culprit: culprit, text: "on this device"),
            evidence: evidence.uniqued,
            refutedBy: refutedBy)
    }
}

extension ContainerPath {
    func isTunnel(_ interface: InterfaceName?) -> Bool { routes.evidence.link(named: interface)?.isTunnel ?? false }
}
