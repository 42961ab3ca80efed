package import ProbeCore

/// Where the kernel would send a packet, and by which route (RTM_GETROUTE).
package struct RouteLookup: Codable, Hashable, Sendable {
    /// Whose packet it is.
    package enum Packet: Codable, Hashable, Sendable {
        /// The device's own.
        case host
        /// The device's own, bound to an interface (SO_BINDTODEVICE).
        case bound(interface: InterfaceName)
        /// A container's, coming in from the bridge of a network.
        case container(network: NetworkName)
        /// The answer to a container of the network, coming in where its packets leave.
        case answer(network: NetworkName)
    }

    package var packet: Packet
    package var destination: IPAddress
    /// The source that was asked about, or else the one that the kernel chose.
    package var source: IPAddress?
    /// Nothing when the kernel has no way.
    package var interface: InterfaceName?
    package var gateway: IPAddress?
    /// The route that decides.
    package var route: IPPrefix?
    package var table: Int?
    package var kind: Route.Kind?
    /// The MTU that the route itself sets.
    package var mtu: Int?
    /// What the kernel answers instead of a route.
    package var error: SystemError?
    /// The mark that rules of this device gave the packet before it was routed; nothing for none.
    package var mark: UInt32?
    /// A router's redirect leads elsewhere than the tables do (ICMP 5); nothing where none does, and in older reports.
    package var isRedirected: Bool?

    package init(_ packet: Packet, to destination: IPAddress) {
        self.packet = packet
        self.destination = destination
    }
}

/// The links, rules and routes of a namespace, as far as they matter to a device that goes out.
package struct RoutingState: Codable, Hashable, Sendable, Bounded {
    package var links: [NetworkLink] = []
    package var rules: [RoutingRule] = []
    /// Defaults and other wide routes, blocking ones, those of tables of their own; not the kernel's local table.
    package var routes: [Route] = []
    /// How many routes were left out, because a router of the internet has a million.
    package var routesLeftOut = 0
    /// The gateways among the neighbours.
    package var gateways: [Neighbour] = []
    /// The engine's networks that the run looked at.
    package var networks: [ContainerNetwork] = []
    /// The subnets that an engine would take on this device, as read; nothing where an engine has its networks already.
    package var subnetsToCome: [IPPrefix]?
    /// Look-ups of the resolvers of this vantage.
    package var resolvers: [RouteLookup] = []
    /// Besides routes.
    package var othersLeftOut: [LeftOut]?

    package init() {}

    package var leftOut: [LeftOut]? { ([LeftOut(.routes, routesLeftOut)] + (othersLeftOut ?? [])).recorded }

    /// Every route, rule and address is in it; what decides about a packet can be told from nothing less.
    package var isWhole: Bool { leftOut == nil }

    /// An address of one of the links.
    package func owns(_ address: IPAddress) -> Bool {
        links.contains { $0.addresses.contains { $0.address == address } }
    }

    package func link(named name: InterfaceName?) -> NetworkLink? {
        name.flatMap { name in links.first { $0.name == name } }
    }
}
