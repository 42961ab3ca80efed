package import ProbeCore

/// A bridge network of the container engine, as a container on it has it.
package struct ContainerNetwork: Codable, Hashable, Sendable, Bounded {
    /// The engine's name for it, such as `bridge` or `azure-iot-edge`.
    package var name: NetworkName
    /// The bridge's interface on the host, such as `docker0`.
    package var interface: InterfaceName
    package var subnets: [IPPrefix]
    /// The bridge's own addresses, which containers have as their gateways.
    package var gateways: [IPAddress]
    /// The MTU that containers get, in bytes.
    package var mtu: Int?
    /// What the network's own containers would get where this one stands in for another, whose MTU is `mtu`, in bytes.
    package var ownMTU: Int?
    /// The network of IoT Edge that does not exist yet, and that this one is measured instead of.
    package var standsInFor: NetworkName?
    /// Whether the engine is to masquerade what leaves (`com.docker.network.bridge.enable_ip_masquerade`).
    package var isMasqueraded: Bool
    /// The engine gives its containers no way out; nothing in the reports of older versions.
    package var isInternal: Bool?
    /// The addresses of its running containers, as the engine has them; nothing in the reports of older versions.
    package var members: [IPAddress]?
    package var leftOut: [LeftOut]?
    /// The place that a run measures this network from.
    package var vantage: Vantage
    /// The address that the vantage has on the network.
    package var source: IPAddress?

    package init(
        name: NetworkName, interface: InterfaceName, subnets: [IPPrefix], gateways: [IPAddress], mtu: Int?,
        isMasqueraded: Bool,
        vantage: Vantage, source: IPAddress?
    ) {
        self.name = name
        self.interface = interface
        self.subnets = subnets
        self.gateways = gateways
        self.mtu = mtu
        self.isMasqueraded = isMasqueraded
        self.vantage = vantage
        self.source = source
    }
}

extension ContainerNetwork {
    /// An address as a container has it: the vantage's own, or one of the subnet that is not the gateway's.
    package func source(for family: IPAddress.Family) -> IPAddress? {
        if let source, source.family == family { return source }
        guard let subnet = subnets.first(where: { $0.family == family }) else { return nil }
        // Counted from the low end, where an engine gives them out; the lowest is the network itself.
        return (2...6).lazy.compactMap { offset -> IPAddress? in
            var bytes = subnet.address.bytes
            guard let last = bytes.indices.last, bytes[last] <= 0xf0 else { return nil }
            bytes[last] += UInt8(offset)
            return IPAddress(bytes: bytes)
        }.first { subnet.contains($0) && !gateways.contains($0) }
    }
}
