package import ProbeCore

/// An engine that makes networks, as far as it decides about their subnets.
package struct NetworkMaker: Hashable, Sendable {
    /// It has made its own bridge already.
    package var isHere = false
    /// Engines before 23 pass by every route but the default one.
    package var avoidsRoutedPrefixes = false
    package var settings = NetworkSettings()

    package init() {}

    /// The one that answers, or else one that is installed today.
    package init(_ engine: EngineFacts?, _ settings: NetworkSettings?) {
        isHere = engine?.state == .running
        avoidsRoutedPrefixes = engine?.majorVersion.map { $0 < 23 } ?? false
        self.settings = settings ?? NetworkSettings()
    }

    /// Subnets in the order in which networks get them: those of the file, or of libnetwork's ipamutils.
    fileprivate var pools: [IPPrefix] {
        guard let pools = settings.pools else {
            return (17...31).compactMap { IPPrefix("172.\($0).0.0/16") }
                + stride(from: 0, to: 256, by: 16).compactMap { IPPrefix("192.168.\($0).0/20") }
        }
        return pools.flatMap(\.subnets)
    }
}

extension NetworkSettings.Pool {
    /// More networks no engine has.
    private static let most = 1024

    fileprivate var subnets: [IPPrefix] {
        let bytes = base.address.bytes
        guard base.family == .v4, size >= base.length, size <= 30, bytes.count == 4 else { return [] }
        let first = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let count = min(1 << (size - base.length), Self.most)
        return (0..<count).compactMap { number in
            let value = first &+ UInt32(number) << UInt32(32 - size)
            let address = IPAddress(bytes: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
            return address.flatMap { IPPrefix($0, length: size) }
        }
    }
}

extension RoutingState {
    /// The subnets that an engine of today would take for its own bridge and for the modules' network, in this order.
    package var subnetsOfAnEngine: [IPPrefix] { subnets(of: NetworkMaker()) }

    /// The subnets that an engine will take for networks to come: its own bridge, unless it is here, and the modules' network.
    ///
    /// Docker goes through its pools and passes by what overlaps with its networks, with a resolver, or with a route of the main
    /// table. Since version 23 it is only routes without a gateway (InferReservedNetworks of libnetwork's netutils), before it
    /// was all but the default one (FindAvailableNetwork). It holds for addresses as they were read, not for those that stand for
    /// them in a redacted report.
    package func subnets(of engine: NetworkMaker) -> [IPPrefix] {
        let taken = avoided(by: engine).map(\.destination)
        let servers = resolvers.map(\.destination)
        var used =
            networks.flatMap(\.subnets) + [engine.settings.bridge, engine.settings.modules?.first].compactMap(\.self)
        var free = engine.pools[...]
        func next() -> IPPrefix? {
            while let pool = free.popFirst() {
                guard !(taken + used).contains(where: { $0.overlaps(pool) }), !servers.contains(where: pool.contains)
                else { continue }
                used.append(pool)
                return pool
            }
            return nil
        }
        let bridge = engine.isHere ? [] : [engine.settings.bridge ?? next()].compactMap(\.self)
        return bridge + [engine.settings.modules?.first ?? next()].compactMap(\.self)
    }

    /// Routes that an engine makes no network beside: until version 23 it leaves those out alone that have the default destination,
    /// since then it counts what has the scope of a link, which a route that throws away has not (ip-route(8)).
    private func avoided(by engine: NetworkMaker) -> [Route] {
        routes.filter { route in
            route.table == RoutingRule.mainTable && route.destination.length > 0
                && (engine.avoidsRoutedPrefixes
                    || (route.kind == .unicast && route.gateway == nil && route.otherHops == nil))
        }
    }

    /// Those of them that take a part of what it has to give.
    package func routesInTheWay(of engine: NetworkMaker) -> [Route] {
        let pools = engine.pools
        return avoided(by: engine).filter { route in pools.contains { $0.overlaps(route.destination) } }
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
