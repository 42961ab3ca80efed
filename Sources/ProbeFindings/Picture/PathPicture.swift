package import ProbeCore

/// The way from a container to the hub as a run saw it, and where the first finding says that it breaks.
package struct PathPicture: Hashable, Sendable {
    package enum Node: Hashable, Sendable {
        /// All of them, or more than a drawing names.
        case containers
        /// The engine's networks that were measured from.
        case bridges([Vantage])
        /// Namespaces that somebody named.
        case namespaces([Vantage])
        case host
        /// A router that gave its address.
        case router(hop: Int, IPAddress)
        /// A hop that answers nobody.
        case silent(hop: Int)
        /// Routers that are left out.
        case elided(Int)
        /// What lies behind the last hop that was seen.
        case unseen
        case proxy(ProxyAddress)
        case resolver(SocketAddress)
        case hub(Host)
        case provisioning(Host)
        case registry(Host)
        case service(Host)
    }

    package enum Breakage: Hashable, Sendable {
        case none
        /// On the node: it sends what it should pass on elsewhere, or refuses it.
        case at(Int)
        /// Behind the node and before the next one.
        case after(Int)
        /// Nobody knows where, behind the node.
        case somewhere(Int)
    }

    package var nodes: [Node]
    package var breakage: Breakage
    /// The finding that is drawn, counted from one.
    package let finding: Int?
    package let isProven: Bool

    package init(nodes: [Node] = [], breakage: Breakage = .none, finding: Int?, isProven: Bool) {
        self.nodes = nodes
        self.breakage = breakage
        self.finding = finding
        self.isProven = isProven
    }
}
