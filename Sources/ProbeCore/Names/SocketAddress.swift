/// An IP address and a port, where a connection or a datagram goes.
package struct SocketAddress: Codable, Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let port: UInt16

    package init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Parses `ADDRESS`, `ADDRESS:PORT` or `[ADDRESS]:PORT`.
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
        guard let address = IPAddress(host), address.family == .v4 || text.hasPrefix("[") else { return nil }
        self.init(address, port: port)
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
        address.family == .v4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
