/// A port of this device that edgeHub's container publishes.
package struct PortBinding: Codable, Hashable, Sendable, CustomStringConvertible {
    package let port: UInt16
    /// The address that the binding names (`HostIp`); nothing means every address of both families, as the engine binds.
    package let address: IPAddress?

    package init(port: UInt16, address: IPAddress? = nil) {
        self.port = port
        self.address = address
    }

    /// What edgeHub's default createOptions publish.
    package static let edgeHubDefaults = [UInt16(443), 5671, 8883].map { PortBinding(port: $0) }

    package var description: String { address.map { SocketAddress($0, port: port).description } ?? "\(port)" }

    /// The addresses that the engine binds for it.
    package var addresses: [IPAddress] { address.map { [$0] } ?? [.anyV4, .anyV6] }
}

extension IPAddress {
    /// Every IPv4 address, `0.0.0.0`.
    package static let anyV4 = IPAddress(unspecifiedOf: .v4)
    /// Every IPv6 address, `::`.
    package static let anyV6 = IPAddress(unspecifiedOf: .v6)

    private init(unspecifiedOf family: Family) {
        self.family = family
        bytes = [UInt8](repeating: 0, count: family == .v4 ? 4 : 16)
    }
}

/// A port of the device as what a probe asks about.
package struct LocalPort: Subject {
    package let port: UInt16
    /// The one address that the binding names; nothing means all.
    package let address: IPAddress?

    package init(_ binding: PortBinding) {
        port = binding.port
        address = binding.address
    }

    package var binding: PortBinding { PortBinding(port: port, address: address) }

    package func narrowed<S: Subject>(to type: S.Type) -> S? { self as? S ?? Device() as? S }
}
