package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Walks the rules in force as they will be met from a bridge that an engine makes, or from that of the modules' network where the
/// engine is there and has not made it yet.
extension ForeseeForwarding: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        let engine = plan.briefing.engine
        let isAbsent = plan.briefing.networks.isEmpty && engine?.state == .absent
        guard plan.seesThisDevice, isAbsent || engine?.networkToCome != nil else { return [] }
        return plan.services.endpoints.filter {
            $0.service == .hub && $0.via == .direct && !$0.transport.usesWebSocket
        }
    }

    /// The rules are walked in memory.
    package func contacts(in plan: Plan) -> Set<Contacted> { [] }

    package func measure(
        _ about: Endpoint, _ input: RulesAndAddresses, _ context: Context<PacketWalks>
    ) async throws(ProbeError) -> Measured<PacketWalks, NoLive> {
        let remotes = input.second.addresses.filter { $0.address.family == .v4 }
        do throws(NetlinkError) {
            let (rules, links) = (input.first.rules, input.first.rules.links)
            var routing = try Routing(knowing: links)
            let ruleset =
                context.plan.hasEngineWithoutRules
                ? rules.ruleset : rules.ruleset.besideAnEngine(whoseRulesAreIn: rules.iptables)
            let walk = RulesetWalk(ruleset, links: links)
            let container = try Self.container(context.plan, &routing)
            var walks: [PacketWalk] = []
            for remote in remotes {
                let way = try routing.lookUp(.host, to: remote.address)
                guard let uplink = links.first(where: { $0.name == way.interface }), !uplink.isLoopback else {
                    continue
                }
                walks += Self.walks(of: container, to: remote, by: uplink, on: walk)
            }
            return Measured(PacketWalks(walks: walks))
        } catch {
            throw ProbeError(error, doing: "asking for the route to \(about.host)")
        }
    }

    /// A container's packet and the answer to it.
    private static func walks(
        of container: IPAddress?, to remote: SocketAddress, by uplink: NetworkLink, on walk: RulesetWalk
    ) -> [PacketWalk] {
        let there = FilteredPacket(
            from: container, to: remote.address, .tcp, port: remote.port, incoming: bridge, outgoing: uplink.name)
        guard let container else { return [] }
        let back = FilteredPacket(
            from: remote.address, to: container, .tcp, port: remote.port, incoming: uplink.name, outgoing: bridge,
            isAnswer: true)
        return [
            walk.walk(there, .container(network: network)),
            walk.walk(back, .answer(network: network), translated: uplink.source(.v4)),
        ]
    }

    private static let network: NetworkName = "azure-iot-edge"
    /// As Docker calls the bridges of all networks but its first; rules for these are by `br-*`.
    private static let bridge: InterfaceName = "br-000000000000"

    /// An address of the modules' network: of Docker's second pool, where its first is that of its own bridge.
    private static func container(_ plan: Plan, _ routing: inout Routing) throws(NetlinkError) -> IPAddress? {
        guard plan.briefing.engine?.networkToCome != nil else { return IPAddress("172.18.0.2") }
        var state = RoutingState()
        state.networks = plan.briefing.networks
        state.routes = try routing.routes().0
        state.resolvers = ReadRoutes.resolvers(plan).map { RouteLookup(.host, to: $0) }
        return state.subnets(of: plan.networkMaker).last.flatMap {
            IPAddress(bytes: Array($0.address.bytes.dropLast()) + [2])
        }
    }
}

extension Plan {
    /// The engine runs, and is told to leave the packet filter alone (`"iptables": false`): nothing opens a chain for its bridges.
    fileprivate var hasEngineWithoutRules: Bool {
        briefing.engine?.state == .running && looksAtDevice
            && (deviceReading.configuration.switches ?? []).contains { $0.name == .iptables && !$0.isOn }
    }
}

extension Ruleset {
    /// Without what an engine goes before, or is told to let its bridges pass.
    ///
    /// It puts its rules before all others of FORWARD, where its `iptables` keeps them; the chain of the same name that is kept
    /// elsewhere, by iptables-legacy beside nftables or the other way round, drops what it always did. Without the program
    /// it comes with the engine, and keeps its rules in nftables, as distributions have it by now. firewalld gives its bridges a
    /// zone, which lets them pass; what it has its policies do before all zones they meet as well.
    fileprivate func besideAnEngine(whoseRulesAreIn backend: ForwardingState.Backend?) -> Ruleset {
        let policies = Self.firewalld("filter_FORWARD_POLICIES_pre")
        let forward = Self.firewalld("filter_FORWARD")
        let hasPolicies = chains[policies] != nil
        let engines = ChainName(family: "ip", table: "filter", name: "FORWARD", isLegacy: backend == .legacy)
        let users = ChainName(family: "ip", table: "filter", name: "DOCKER-USER", isLegacy: backend == .legacy)
        let hasUsers = chains[users] != nil
        return without { name in
            ["ip", "ip6"].contains(name.family) && name.table == "filter" && name.name == "FORWARD"
                && name.isLegacy == (backend == .legacy) && !(hasUsers && name == engines)
                || (name.table == forward.table && !(hasPolicies && name == forward))
        }
        // What its users want to come before its own rules, for whichever bridge, is in a chain that it leaves alone.
        .opening(engines) { rules in
            rules.filter { $0.statements.contains { $0["jump", "target"]?.text == users.name } }
        }
        .replacing(forward) { rules in
            // Each zone begins with the policies that come before all zones, and ends as the zone says.
            rules.prefix { rule in rule.statements.allSatisfy { $0["jump"] == nil } }
                + [Rule(handle: nil, statements: [Self.jump(to: policies)].compactMap(\.self))]
        }
    }

    private static func firewalld(_ chain: String) -> ChainName {
        ChainName(family: "inet", table: "firewalld", name: chain)
    }

    private static func jump(to chain: ChainName) -> Structure? {
        Structure(parsing: Array("{ \"jump\": { \"target\": \"\(chain.name)\" } }".utf8))
    }
}
