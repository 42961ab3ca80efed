package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Reads this device's policy rules and routes, and where they send what goes to its resolvers.
extension ReadRoutes: Probe {
    /// Not from containers: what is behind their gateway is the host's.
    package func subjects(in plan: Plan) -> [Device] { plan.seesThisDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: On<ReadLinks>, _ context: Context<RoutingState>
    ) async throws(ProbeError) -> Measured<RoutingState, NoLive> {
        do throws(NetlinkError) {
            return Measured(try Self.read(context.plan, input.product.all))
        } catch {
            throw ProbeError(error, doing: "reading the routes")
        }
    }

    /// More than any device needs; a full table of the internet has a million.
    private static let mostRoutes = 256
    private static let mostRules = 256
    private static let mostLinks = 256
    private static let mostAddresses = 64
    private static let mostGateways = 64

    private static func read(_ plan: Plan, _ links: [NetworkLink]) throws(NetlinkError) -> RoutingState {
        var routing = try Routing(knowing: links)
        var state = RoutingState()
        // What has an address is compared with those of packets.
        let (linksKept, linksLeftOut) = (links.filter { !$0.addresses.isEmpty } + links.filter(\.addresses.isEmpty))
            .divided(at: mostLinks)
        state.links = linksKept.sorted { $0.index < $1.index }
        var addressesLeftOut = 0
        for place in state.links.indices {
            let (kept, leftOut) = state.links[place].addresses.divided(at: mostAddresses)
            state.links[place].addresses = kept
            addressesLeftOut += leftOut
        }
        let rules = try routing.rules()
        // The kernel's own first, then those that it asks first.
        let (rulesKept, rulesLeftOut) = (rules.filter(\.isDefault) + rules.filter { !$0.isDefault })
            .divided(at: mostRules)
        state.rules = rulesKept.sorted { ($0.family.rawValue, $0.priority) < ($1.family.rawValue, $1.priority) }
        state.networks = plan.briefing.networks
        let (routes, unread) = try routing.routes()
        let subnets = plan.briefing.networks.flatMap(\.subnets)
        let all = routes.enumerated().filter { !$0.element.isLinkLocal }
        let kept = all.sorted {
            rank($0.element, subnets) == rank($1.element, subnets)
                ? $0.offset < $1.offset : rank($0.element, subnets) < rank($1.element, subnets)
        }
        .prefix(mostRoutes).sorted { $0.offset < $1.offset }
        state.routes = kept.map(\.element)
        state.routesLeftOut = all.count - kept.count + unread
        let gateways = Set(state.routes.flatMap(\.hops).compactMap(\.gateway))
        let (neighbours, gatewaysLeftOut) = try routing.neighbours().filter { gateways.contains($0.address) }
            .divided(at: mostGateways)
        state.gateways = neighbours
        state.othersLeftOut =
            [
                LeftOut(.interfaces, linksLeftOut), LeftOut(.addresses, addressesLeftOut),
                LeftOut(.policyRules, rulesLeftOut), LeftOut(.gateways, gatewaysLeftOut),
                Routing.waysLeftOut(to: resolvers(plan), by: links),
            ].recorded
        for resolver in resolvers(plan) {
            state.resolvers += try routing.wayThereAndBack(to: resolver, plan, links)
            state.resolvers += try routing.waysOut(to: resolver, by: links)
        }
        if state.networks.isEmpty || plan.briefing.engine?.networkToCome != nil {
            state.subnetsToCome = state.subnets(of: plan.networkMaker)
        }
        return state
    }

    /// What matters most comes first: what blocks, what is wide, what touches a bridge.
    private static func rank(_ route: Route, _ subnets: [IPPrefix]) -> Int {
        if route.kind.isBlocking || route.destination.length <= 1 { return 0 }
        if subnets.contains(where: { $0.overlaps(route.destination) }) { return 1 }
        return route.table == 254 ? 2 + route.destination.length : 2
    }

    /// The resolvers beyond this device: those of resolv.conf, or where all of them are on this device, whom they ask.
    package static func resolvers(_ plan: Plan) -> [IPAddress] {
        for path in [plan.briefing.resolverConfiguration] + ResolverConfiguration.upstreamLists {
            guard let text = try? plan.file(path, limit: 1 << 16) else { continue }
            let servers = ResolverConfiguration(parsing: text).nameservers
            let beyond = servers.filter { !$0.isLoopback && !$0.isLinkLocal }
            if !beyond.isEmpty { return beyond }
        }
        return []
    }
}

extension Plan {
    /// The device's own routes and rules are in question; a demonstration has none but loopback.
    package var seesThisDevice: Bool { briefing.vantage == .host && !services.isDemonstration }

    /// The engine that will make the modules' network, with what this device's files say of its subnets.
    var networkMaker: NetworkMaker {
        NetworkMaker(briefing.engine, looksAtDevice ? deviceReading.configuration.networkSettings : nil)
    }
}

extension Route {
    /// Every link has these of IPv6; they lead nowhere.
    fileprivate var isLinkLocal: Bool {
        destination.family == .v6 && (destination.address.isLinkLocal || destination.address.bytes[0] == 0xff)
    }
}

extension RouteLookup {
    /// The packets to ask about for a destination: the device's own, and one from each network of the engine.
    static func origins(
        of plan: Plan, _ links: [NetworkLink], to destination: IPAddress
    ) -> [(packet: Packet, source: IPAddress?, incoming: NetworkLink?)] {
        [(.host, nil, nil)]
            + plan.briefing.networks.compactMap { network in
                guard let source = network.source(for: destination.family),
                    let bridge = links.first(where: { $0.name == network.interface })
                else { return nil }
                return (.container(network: network.name), source, bridge)
            }
    }
}
