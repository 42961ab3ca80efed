/// An IP address and a port, where a connection or a datagram goes.
package struct SocketAddress: Codable, Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let port: UInt16
    /// The interface of a link-local address (RFC 4007), which leads nowhere without one.
    package let zone: InterfaceName?

    package init(_ address: IPAddress, port: UInt16, zone: InterfaceName? = nil) {
        self.address = address
        self.port = port
        self.zone = zone
    }

    /// Parses `ADDRESS`, `ADDRESS:PORT`, `[ADDRESS]:PORT` or `[ADDRESS%INTERFACE]:PORT`.
    package init?(_ text: String, defaultPort: UInt16) {
        if let address = IPAddress(text) {
            self.init(address, port: defaultPort)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        let zone = host.firstIndex(of: "%").map { InterfaceName(String(host[host.index(after: $0)...])) }
        guard let address = IPAddress(host.prefix { $0 != "%" }), address.family == .v4 || text.hasPrefix("["),
            zone == nil || (address.isLinkLocal && address.family == .v6)
        else { return nil }
        self.init(address, port: port, zone: zone)
    }

    /// A port from 1 to 65535 in digits alone; a sign, which UInt16 would take, is no digit.
    package static func port(_ text: some StringProtocol) -> UInt16? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text), port > 0 else {
            return nil
        }
        return port
    }

    /// The usual text form, with brackets round an IPv6 address.
    package var description: String {
        guard address.family == .v6 else { return "\(address):\(port)" }
        return zone.map { "[\(address)%\($0)]:\(port)" } ?? "[\(address)]:\(port)"
    }
}
