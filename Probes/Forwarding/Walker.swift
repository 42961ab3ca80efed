import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement

/// Finds out which way packets take, and walks the rules on it.
struct Walker: ~Copyable {
    private let rules: RulesInForce
    private let plan: Plan
    private var routing: Routing
    private let links: [NetworkLink]

    init(rules: RulesInForce, plan: Plan) throws(NetlinkError) {
        self.rules = rules
        self.plan = plan
        var routing = try Routing()
        links = try routing.links()
        self.routing = routing
    }

    mutating func walks(
        to remote: SocketAddress, _ network: FilteredPacket.Network
    ) throws(NetlinkError) -> [PacketWalk] {
        var walks: [PacketWalk] = []
        for (origin, source, incoming) in RouteLookup.origins(of: plan, links, to: remote.address) {
            let way = try routing.lookUp(origin, to: remote.address, from: source, incoming: incoming)
            // No way, no walk: that is the routes' matter.
            guard let outgoing = way.interface else { continue }
            let isLocal = way.kind == .local
            let packet = FilteredPacket(
                from: way.source, to: remote.address, network, port: remote.port, incoming: incoming?.name,
                outgoing: isLocal && incoming != nil ? nil : outgoing)
            walks.append(rules.walk.walk(packet, origin))
            guard let source, case .container(let name) = origin, !isLocal else { continue }
            let answer = FilteredPacket(
                from: remote.address, to: source, network, port: remote.port, incoming: outgoing,
                outgoing: incoming?.name, isAnswer: true)
            let own = links.first { $0.name == outgoing }?.source(remote.address.family)
            walks.append(rules.walk.walk(answer, .answer(network: name), translated: own))
        }
        return walks
    }
}
