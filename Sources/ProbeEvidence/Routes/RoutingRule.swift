package import ProbeCore

/// A policy rule: which packets ask which table (ip-rule(8)).
package struct RoutingRule: Codable, Hashable, Sendable {
    /// FR_ACT_ in linux/fib_rules.h.
    package enum Action: String, Codable, Hashable, Sendable {
        case lookup, goto, nothing, blackhole, unreachable, prohibit, other

        package init(number: UInt8) {
            switch number {
            case 1: self = .lookup
            case 2: self = .goto
            case 3: self = .nothing
            case 6: self = .blackhole
            case 7: self = .unreachable
            case 8: self = .prohibit
            default: self = .other
            }
        }
    }

    package var family: IPAddress.Family
    package var priority: Int
    package var action: Action
    package var table: Int
    /// The rule is for packets that do not match (`not`).
    package var isInverted = false
    package var from: IPPrefix?
    package var to: IPPrefix?
    package var incoming: InterfaceName?
    package var outgoing: InterfaceName?
    package var mark: UInt32?
    package var mask: UInt32?
    /// The first and the last user that it is for.
    package var users: [UInt32]?
    /// Routes of prefixes this short or shorter do not count (`suppress_prefixlength`).
    package var suppressedLength: Int?
    /// It looks at something else that is not read here: a protocol, ports, a type of service.
    package var hasOtherSelectors = false

    package init(_ family: IPAddress.Family, priority: Int, action: Action = .lookup, table: Int) {
        self.family = family
        self.priority = priority
        self.action = action
        self.table = table
    }

    /// One of the three that every kernel starts with.
    package var isDefault: Bool {
        action == .lookup && from == nil && to == nil && incoming == nil && outgoing == nil && mark == nil
            && users == nil && !isInverted && !hasOtherSelectors && suppressedLength == nil
            && [0: 255, 32766: 254, 32767: 253][priority] == table
    }
}

extension RoutingRule: CustomStringConvertible {
    /// As `ip rule` writes it.
    package var description: String {
        var text = "\(priority): " + (isInverted ? "not " : "") + "from \(from.map { "\($0)" } ?? "all")"
        if let to { text += " to \(to)" }
        if let mark {
            text += " fwmark 0x" + String(mark, radix: 16)
            if let mask, mask != .max { text += "/0x" + String(mask, radix: 16) }
        }
        if let incoming { text += " iif \(incoming)" }
        if let outgoing { text += " oif \(outgoing)" }
        if let users, users.count == 2 { text += " uidrange \(users[0])-\(users[1])" }
        text += action == .lookup ? " lookup \(Self.name(of: table))" : " \(action.rawValue)"
        if let suppressedLength { text += " suppress_prefixlength \(suppressedLength)" }
        return text
    }

    package static let mainTable = 254

    package static func name(of table: Int) -> String {
        [255: "local", 254: "main", 253: "default"][table] ?? "\(table)"
    }
}

/// A packet, as far as policy rules look at it.
package struct RoutedPacket: Hashable, Sendable {
    package var source: IPAddress?
    package var destination: IPAddress
    package var incoming: InterfaceName?
    package var mark: UInt32 = 0
    package var user: UInt32?

    package init(
        to destination: IPAddress, from source: IPAddress? = nil, incoming: InterfaceName? = nil, user: UInt32? = nil
    ) {
        self.destination = destination
        self.source = source
        self.incoming = incoming
        self.user = user
    }
}

extension RoutingRule {
    /// Whether the rule is for a packet; nothing where that cannot be told (fib_rule_match in net/core/fib_rules.c).
    package func matches(_ packet: RoutedPacket) -> Bool? {
        guard packet.destination.family == family else { return false }
        var matches = true
        // Without a source, as a socket has none before its first look-up, the kernel compares with 0.0.0.0.
        if let from { matches = matches && (packet.source.map { from.contains($0) } ?? (from.length == 0)) }
        if let to { matches = matches && to.contains(packet.destination) }
        if let incoming { matches = matches && incoming == (packet.incoming ?? .loopback) }
        if outgoing != nil { matches = false }
        if let mark { matches = matches && packet.mark & (mask ?? .max) == mark }
        var isOpen = hasOtherSelectors
        if let users, users.count == 2 {
            // What is forwarded is of no socket, and so of user 0 (ip_route_input_slow).
            if let user = packet.user ?? (packet.incoming == nil ? nil : 0) {
                matches = matches && users[0] <= user && user <= users[1]
            } else {
                isOpen = true
            }
        }
        if isOpen, matches { return nil }
        return isInverted ? !matches : matches
    }
}
