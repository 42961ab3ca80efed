package import ProbeCore

/// Whom a resolver on this machine asks in turn, as settings of dnsmasq(8) and unbound.conf(5) say.
///
/// Those for all names alone: who is asked for one domain is the resolver's own doing.
package struct ForwarderSettings: Hashable, Sendable {
    package private(set) var servers: [IPAddress] = []
    /// Lists in the form of resolv.conf (`resolv-file`).
    package private(set) var lists: [String] = []

    package static let files = ["/etc/dnsmasq.conf", "/etc/unbound/unbound.conf"]
    package static let folders = ["/etc/dnsmasq.d", "/etc/NetworkManager/dnsmasq.d", "/etc/unbound/unbound.conf.d"]
    /// What a report can be filled with.
    private static let most = 3

    package init() {}

    package mutating func read(_ bytes: [UInt8]) {
        // unbound names a zone before it says whom to ask for it.
        var zone: String?
        for line in TextLines.lines(of: bytes) {
            let text = TextLines.words(of: line).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            if let value = Self.value(of: "server=", in: text) { take(value.prefix { $0 != "#" && $0 != "@" }) }
            if let value = Self.value(of: "resolv-file=", in: text), value.hasPrefix("/"), lists.count < Self.most {
                lists.append(String(value))
            }
            if let value = Self.value(of: "name:", in: text) { zone = value.filter { $0 != "\"" } }
            if let value = Self.value(of: "forward-addr:", in: text), zone == "." {
                // Over TLS, on a port of its own, it answers no query of ours.
                take(value.prefix { $0 != "#" })
            }
        }
    }

    private mutating func take(_ text: some StringProtocol) {
        guard servers.count < Self.most, let address = IPAddress(text), !address.isUnspecified,
            !servers.contains(address)
        else { return }
        servers.append(address)
    }

    private static func value(of key: String, in line: String) -> Substring? {
        guard line.hasPrefix(key) else { return nil }
        return line.dropFirst(key.count).drop { $0 == " " }
    }
}
