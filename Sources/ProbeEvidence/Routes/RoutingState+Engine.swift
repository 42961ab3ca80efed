package import ProbeCore

extension RoutingState {
    /// The subnets that an engine to come would take for its own bridge and for the modules' network, in this order.
    ///
    /// Docker goes through its pools and passes by what overlaps with a route of the main table, the default one excepted, or
    /// with a resolver (FindAvailableNetwork of libnetwork's netutils; the pools are those of its ipamutils). It holds for
    /// addresses as they were read, not for those that stand for them in a redacted report.
    package var subnetsOfAnEngine: [IPPrefix] {
        let pools =
            (17...31).compactMap { IPPrefix("172.\($0).0.0/16") }
            + stride(from: 0, to: 256, by: 16).compactMap { IPPrefix("192.168.\($0).0/20") }
        let taken = routes.filter { $0.table == RoutingRule.mainTable && $0.destination.length > 0 }.map(\.destination)
        let servers = resolvers.map(\.destination)
        return Array(
            pools.filter { pool in
                !taken.contains { $0.overlaps(pool) } && !servers.contains { pool.contains($0) }
            }.prefix(2))
    }

    /// The same with a bridge that has the first address of a subnet, as an engine makes it.
    package func with(bridge: InterfaceName, on subnet: IPPrefix) -> RoutingState {
        var state = self
        var bytes = subnet.address.bytes
        if let last = bytes.indices.last { bytes[last] |= 1 }
        let gateway = IPAddress(bytes: bytes)
        let addresses = gateway.map { [NetworkLink.Address($0, length: subnet.length)] } ?? []
        let index = (links.map(\.index).max() ?? 0) + 1
        state.links.append(NetworkLink(index: index, name: bridge, kind: "bridge", addresses: addresses))
        state.routes.append(Route(subnet, interface: bridge, source: gateway))
        return state
    }
}
