import ProbeCore

/// Ports as a text: port 443; ports 443, 5671 and 8883.
func wording(of ports: [UInt16]) -> String {
    "\(ports.count == 1 ? "port" : "ports") \(listing(ports.map(String.init)))"
}

/// A list as a text: a, b and c.
func listing(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
}

extension Sequence where Element: Hashable {
    /// Each element once, in the order of its first appearance.
    var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

extension Int {
    /// A counter as far as sums of it can be trusted: a recording may hold any number.
    var counted: Int { Swift.min(Swift.max(self, 0), 1 << 40) }
}

extension SocketAddress {
    /// A resolver at the beginning of a sentence; on loopback it is a stub, which only hands on what others say.
    var asResolver: String { "\(address.isLoopback ? "This device's own" : "The site's") resolver \(self)" }
}
