import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement

/// Finds out which way packets take, and walks the rules on it: a container's there and back, and the device's own.
struct Walker: ~Copyable {
    private let rules: RulesInForce
    private let plan: Plan
    private var routing: Routing
    /// The same packets as others send them, where that makes a difference.
    private(set) var others: [PacketWalk]
    private var links: [NetworkLink] { rules.links }

    init(rules: RulesInForce, plan: Plan) throws(NetlinkError) {
        // Nothing is there before what may fail: Swift 6.2 would destroy it twice.
        routing = try Routing(knowing: rules.links)
        self.rules = rules
        self.plan = plan
        others = []
    }

    mutating func walks(
        to remote: SocketAddress, _ network: FilteredPacket.Network
    ) throws(NetlinkError) -> [PacketWalk] {
        var walks: [PacketWalk] = []
        for (origin, source, incoming) in RouteLookup.origins(of: plan, links, to: remote.address) {
            let packet = FilteredPacket(
                from: source, to: remote.address, network, port: remote.port, incoming: incoming?.name, outgoing: nil)
            let there = try journey(packet, origin, from: source, incoming: incoming)
            if origin == .host { try compare(there?.walk, packet) }
            guard let there else { continue }
            walks.append(there.walk)
            if let back = try answer(to: there, from: remote, network, origin, incoming) { walks.append(back) }
        }
        return walks
    }

    /// Walks the packet as others would send it.
    private mutating func compare(_ own: PacketWalk?, _ packet: FilteredPacket) throws(NetlinkError) {
        for sender in rules.senders {
            let walk: PacketWalk
            if let there = try journey(packet, .host, from: nil, incoming: nil, sender: sender) {
                walk = there.walk
            } else {
                var refused = PacketWalk(.host, packet, .passes)
                refused.way = try routing.lookUp(.host, to: packet.destination, user: sender.user)
                walk = refused
            }
            let differs =
                own.map { $0.verdict != walk.verdict || $0.way?.error != walk.way?.error } ?? (walk.way?.error == nil)
            guard differs else { continue }
            var other = walk
            other.user = sender.name.map { LocalText($0) }
            other.userNumber = sender.user
            others.append(other)
        }
    }

    private struct Journey {
        let walk: PacketWalk
        let way: RouteLookup
        /// The mark that its answers find again; nothing where it cannot be told.
        let connectionMark: UInt64?
        let spared: RulePlace?
    }

    /// A packet's journey; nothing where there is no way, which is the routes' matter, unless its rules made it so.
    private mutating func journey(
        _ packet: FilteredPacket, _ origin: RouteLookup.Packet, from source: IPAddress?, incoming: NetworkLink?,
        sender: PacketSender? = nil
    ) throws(NetlinkError) -> Journey? {
        let first = try routing.lookUp(
            origin, to: packet.destination, from: source, incoming: incoming, user: sender?.user)
        var packet = packet
        if incoming == nil {
            // What the device sends itself is routed before its rules see it.
            (packet.source, packet.outgoing) = (first.source, first.interface)
            guard first.interface != nil else { return nil }
        }
        let who = incoming == nil ? sender ?? rules.own : nil
        var journey = rules.walk.begin(packet, origin, connectionMark: 0, sender: who)
        journey.pass(.beforeRouting)
        let mark = journey.mark.flatMap { UInt32(exactly: $0) } ?? 0
        let destination = journey.destination.address
        let isSame = mark == 0 && destination == packet.destination
        let way =
            isSame
            ? first
            : try routing.lookUp(
                origin, to: destination, from: source, incoming: incoming, mark: mark == 0 ? nil : mark,
                user: sender?.user)
        if isSame, way.interface == nil { return nil }
        journey.route(from: way.source, by: way.kind == .local && incoming != nil ? nil : way.interface)
        if way.interface != nil { journey.pass(.afterRouting) }
        var walk = journey.walk
        if !isSame { walk.way = way }
        if incoming == nil, way.interface != nil {
            let neighbour = rules.walk.neighbourRule(
                asking: way.gateway ?? destination, from: way.source, on: way.interface)
            walk.neighbourRule = neighbour?.place
            walk.neighbourMayPass = neighbour.map { !$0.isCertain }
        }
        walk.dataRules = dataRules(of: walk, sender: who)
        return Journey(
            walk: walk, way: way, connectionMark: journey.connectionMark,
            spared: journey.tracking.rule)
    }

    /// The answer's way back: to a container by the uplink that its packet left by, or to the device itself.
    private mutating func answer(
        to there: Journey, from remote: SocketAddress, _ network: FilteredPacket.Network, _ origin: RouteLookup.Packet,
        _ incoming: NetworkLink?
    ) throws(NetlinkError) -> PacketWalk? {
        // From somewhere else it would be another packet; from this device itself, it has no way back.
        guard let uplink = links.first(where: { $0.name == there.way.interface }), !uplink.isLoopback,
            there.walk.target == nil, there.way.kind != .local
        else { return nil }
        let own = uplink.source(remote.address.family)
        guard let incoming, let source = there.walk.packet.source, case .container(let name) = origin else {
            guard origin == .host, let source = there.walk.packet.source else { return nil }
            var journey = rules.walk.begin(
                FilteredPacket(
                    from: remote.address, to: source, network, port: remote.port, incoming: uplink.name, outgoing: nil,
                    isAnswer: true), origin, connectionMark: there.connectionMark, spared: there.spared)
            journey.pass(.beforeRouting)
            journey.pass(.afterRouting)
            var walk = journey.walk
            walk.dataRules = dataRules(of: walk)
            return walk
        }
        let packet = FilteredPacket(
            from: remote.address, to: source, network, port: remote.port, incoming: uplink.name,
            outgoing: incoming.name, isAnswer: true)
        let back = RouteLookup.Packet.answer(network: name)
        var journey = rules.walk.begin(
            packet, back, translated: own, connectionMark: there.connectionMark, spared: there.spared)
        journey.pass(.beforeRouting)
        let mark = journey.mark.flatMap { UInt32(exactly: $0) } ?? 0
        if !journey.isOver { journey.pass(.afterRouting) }
        var walk = journey.walk
        walk.dataRules = dataRules(of: walk, translated: own)
        if mark != 0 || there.walk.way != nil {
            // Its own mark, or the uplink that its packet's mark chose: nobody else asks about that way.
            walk.way = try routing.lookUp(
                back, to: source, from: remote.address, incoming: uplink, mark: mark == 0 ? nil : mark)
        }
        return walk
    }

    /// Rules that stop the data of a connection whose first packets pass, or may.
    private func dataRules(
        of walk: PacketWalk, translated: IPAddress? = nil, sender: PacketSender? = nil
    ) -> [RulePlace]? {
        guard walk.packet.network == .tcp, walk.verdict == .passes || walk.verdict == .unclear, walk.target == nil,
            walk.untracked == nil
        else { return nil }
        var journey = rules.walk.begin(
            walk.packet, walk.origin, translated: translated, connectionMark: nil, sender: sender, isData: true)
        journey.pass(.beforeRouting)
        journey.pass(.afterRouting)
        return journey.stops.isEmpty ? nil : Array(journey.stops.uniqued.prefix(Self.mostDataRules))
    }

    private static let mostDataRules = 8
}
