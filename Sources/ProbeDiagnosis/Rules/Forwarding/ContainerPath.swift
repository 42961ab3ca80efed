import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What the host knows about the way of one network's containers, beside what they met on it.
///
/// Only of vantages that met trouble: what works needs no explanation.
struct ContainerPath {
    let vantage: Vantage
    let network: ContainerNetwork
    let routes: Survey.Seen<ReadRoutes>
    let settings: Survey.Seen<ReadForwarding>?
    let counters: Survey.Seen<CountDrops>?
    let contacts: [Contact]
    /// Contacts that neither opened nor were refused by the far end.
    let failing: [Contact]
    private let survey: Survey

    static func all(in survey: Survey) -> [ContainerPath] {
        guard let routes = survey.seen(ReadRoutes.self, from: .host).first else { return [] }
        return routes.evidence.networks.compactMap { ContainerPath($0, routes, survey) }
    }

    private init?(_ network: ContainerNetwork, _ routes: Survey.Seen<ReadRoutes>, _ survey: Survey) {
        vantage = network.vantage
        self.network = network
        self.routes = routes
        self.survey = survey
        settings = survey.seen(ReadForwarding.self, from: .host).first
        counters = survey.seen(CountDrops.self, from: .host).first
        contacts = survey.contacts(from: network.vantage)
        failing = contacts.filter { contact in
            switch contact.result {
            case .answered, .refused, .undecided, .droppedLocally, .denied: false
            case .silent, .rejected, .unreachable: true
            }
        }
        guard network.vantage != .host, survey.vantages.contains(network.vantage), isTroubled else { return nil }
    }

    /// A packet of the vantage came back from beyond this device.
    var hasWayOut: Bool {
        contacts.contains { contact in
            switch contact.result {
            case .answered, .refused: true
            // A router's message came back; the gateway is this device.
            case .rejected(let icmp): icmp.offender.map { !network.gateways.contains($0) && !isOwn($0) } ?? false
            case .unreachable, .denied, .silent, .undecided, .droppedLocally: false
            }
        }
    }

    private func isOwn(_ address: IPAddress) -> Bool {
        routes.evidence.links.contains { $0.addresses.contains { $0.address == address } }
    }

    /// A refusal counts as well: a REJECT of this device may look like one.
    private var isTroubled: Bool {
        !failing.isEmpty || isNameless || contacts.contains { $0.result == .refused && hostReaches($0.remote) != nil }
    }

    /// The vantage could not find the hub at all.
    var isNameless: Bool {
        survey.lacksAddress(for: survey.assignment.hub, from: vantage) && contacts.isEmpty
    }

    /// What it is worth that this vantage has no way out.
    var severity: Finding.Severity {
        let hub = Need.severity(forFailureOf: survey.assignment.hub, from: vantage, in: survey)
        return failing.map { $0.severity(in: survey) }.max().map { max($0, hub) } ?? hub
    }

    // MARK: - Evidence of the host about this network

    /// Whether the host reached an address and port, or anything at all where none is given.
    func hostReaches(_ remote: SocketAddress?) -> Finding.Proof? {
        let host = survey.contacts(from: .host).first { contact in
            (remote == nil || contact.remote == remote) && contact.result == .answered
        }
        return host.flatMap { contact in
            contact.answerProof.map { Finding.Proof($0.observation, "the host itself reaches it: \($0.shows)") }
        }
    }

    /// The host reached every address that this vantage did not.
    var hostReachesAll: Bool { !failing.isEmpty && failing.allSatisfy { hostReaches($0.remote) != nil } }

    /// Look-ups of the packets of this network's containers.
    var lookups: [(observation: Int, lookup: RouteLookup)] { all(.container(network: network.name)) }

    /// Look-ups of the answers to them.
    var answers: [(observation: Int, lookup: RouteLookup)] { all(.answer(network: network.name)) }

    func hostLookup(of destination: IPAddress) -> (observation: Int, lookup: RouteLookup)? {
        all(.host).first { $0.lookup.destination == destination }
    }

    private func all(_ packet: RouteLookup.Packet) -> [(observation: Int, lookup: RouteLookup)] {
        let services = survey.seen(LookUpRoutes.self, from: .host).flatMap { seen in
            seen.evidence.lookups.map { (seen.index, $0) }
        }
        return (services + routes.evidence.resolvers.map { (routes.index, $0) }).filter { $0.1.packet == packet }
            .map { (observation: $0.0, lookup: $0.1) }
    }

    /// Walks of this network's packets, there and back.
    var walks: [(observation: Int, walk: PacketWalk)] {
        let origins: [RouteLookup.Packet] = [.container(network: network.name), .answer(network: network.name)]
        let services = survey.seen(WalkRules.self, from: .host).flatMap { seen in
            seen.evidence.walks.map { (observation: seen.index, walk: $0) }
        }
        let resolvers = survey.seen(WalkRulesToResolvers.self, from: .host).flatMap { seen in
            seen.evidence.walks.map { (observation: seen.index, walk: $0) }
        }
        return (services + resolvers).filter { origins.contains($0.walk.origin) }
    }

    /// The walks of the packets that a contact sent or waited for.
    func walks(of contact: Contact) -> [(observation: Int, walk: PacketWalk)] {
        walks.filter { $0.walk.remote == contact.remote && $0.walk.packet.network == .tcp }
    }

    /// The walks to the hub, whose addresses the host knows where the vantage does not.
    var hubWalks: [(observation: Int, walk: PacketWalk)] {
        let addresses = Set(
            survey.contacts(from: .host).filter { $0.endpoints.contains { $0.host == survey.assignment.hub } }
                .map(\.remote.address))
        return walks.filter { walk in walk.walk.remote.map { addresses.contains($0.address) && $0.port != 53 } ?? false
        }
    }

    /// The queries of this vantage that no resolver answered.
    var silentResolvers: Set<IPAddress> {
        let servers = survey.seen(ResolveName.self, from: vantage).flatMap(\.evidence.servers)
        let answering = Set(
            servers.filter { $0.answers.contains { $0.result == .answered } }.map(\.server.address))
        return Set(servers.map(\.server.address)).subtracting(answering)
    }

    var silenceProofs: [Finding.Proof] {
        let contacts = failing.flatMap { contact in
            contact.result == .silent
                ? contact.silenceProofs
                : contact.proofs { "connecting to \(contact.remote) fails with \($0.error ?? "an error")" }
        }
        guard contacts.isEmpty else { return Array(contacts.prefix(4)) }
        return survey.seen(ResolveName.self, from: vantage).prefix(1).map {
            $0.shows("no resolver gives \(vantage) an address for \($0.about.host)")
        }
    }

    func finding(
        _ cause: Cause, owner: Owner, _ confidence: Finding.Confidence, about subject: Finding.Subject? = nil,
        severity: Finding.Severity? = nil, summary: String, rule: String? = nil, place: String = "on this device",
        evidence: [Finding.Proof], refutedBy: String
    ) -> Finding {
        Finding(
            cause, severity ?? self.severity, from: [vantage], about: subject ?? Finding.Subject(), owner: owner,
            confidence: confidence,
            summary: summary,
            location: Finding.Location(kind: .containerHost, rule: rule, text: place), evidence: evidence.uniqued,
            refutedBy: refutedBy)
    }
}

extension PacketWalk {
    /// The service's end of the connection, whichever way the packet goes.
    var remote: SocketAddress? {
        packet.isAnswer
            ? packet.source.map { SocketAddress($0, port: packet.port) }
            : SocketAddress(packet.destination, port: packet.port)
    }
}

/// What packets that never leave this device, or never come back, look like from inside a container.
enum Forwarding {
    static let symptoms: [Cause] = [
        .tcpDroppedAll, .tcpDroppedIP, .tcpDroppedPort, .tcpRejectedICMP, .tcpAdminProhibited, .tcpHostUnreachable,
        .tcpNetUnreachable, .tcpRefused, .tcpResetByMiddlebox, .dnsTimeout, .dnsUDPBlocked, .dnsSlowFirst,
        .dnsPortRefused, .dnsContainerBlocked, .dnsContainerFallbackPublic, .transportOnly443, .dpsBlocked,
        .proxyUnreachable, .proxyRequired, .routeNone, .hostNeighbourDead,
    ]
}
