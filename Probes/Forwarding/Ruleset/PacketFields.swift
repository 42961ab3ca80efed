import ProbeCore
import ProbeEvidence

/// A value that a rule compares.
enum FieldValue: Hashable {
    case address(IPAddress)
    case number(UInt64)
    /// Names that all mean the same, such as `tcp` and `6`; an interface has one.
    case names([String])
    /// Flags of which several may be set, as in `ct status`.
    case flags(Set<String>)
    case tuple([FieldValue])
}

/// What a rule reads of a packet: a value, nothing because the packet has no such field, or not to be told.
enum Field: Hashable {
    case known(FieldValue)
    /// The expression does not apply, so the rule ends without a match (NFT_BREAK).
    case absent
    case unclear
}

/// What connection tracking makes of a packet (nf_conntrack_core.c), as far as rules before it let it.
enum Tracking: Hashable {
    /// Chains of raw's priority come before it.
    case toCome
    case tracked
    /// A rule spares it (notrack): it is of no connection, and of an untracked one to whoever asks.
    case untracked(RulePlace)
    /// Such a rule may have applied.
    case unclear

    /// The rule that spares it for certain.
    var rule: RulePlace? { if case .untracked(let place) = self { place } else { nil } }

    /// What it is behind the chains of raw's priority.
    var decided: Tracking { self == .toCome ? .tracked : self }
}

/// The packet and everything about it that rules may have changed on the way.
struct PacketState {
    let packet: FilteredPacket
    let localAddresses: Set<IPAddress>
    let hook: String
    /// Nothing once a rule that is not understood may have changed it.
    var mark: UInt64?
    var connectionMark: UInt64?
    var tracking = Tracking.tracked
    /// The packet that an answer is for was tracked: else the answer is the first that is seen of its connection.
    var isOriginalTracked = true
    /// In a chain of a bridge or of a device.
    var isBelow = false
    /// Whose packet it is of this device's own; nothing where nobody knows.
    var sender: PacketSender?
    /// It carries data on a connection that is open, rather than opening one.
    var isData = false
    /// It asks who has an address, or tells, and is no packet of IP.
    var isARP = false

    func field(_ expression: Structure) -> Field {
        if let parts = expression["concat"]?.list {
            var values: [FieldValue] = []
            var isClear = true
            for part in parts {
                switch field(part) {
                case .known(let value): values.append(value)
                case .absent: return .absent
                case .unclear: isClear = false
                }
            }
            return isClear ? .known(.tuple(values)) : .unclear
        }
        guard let (tag, value) = expression.tagged else { return .unclear }
        if isARP, tag != "&" { return arpField(tag, value) }
        switch tag {
        case "payload": return payload(value)
        case "meta": return meta(value["key"]?.text)
        case "ct": return connection(value["key"]?.text, hasDirection: value["dir"] != nil)
        case "fib": return fib(value)
        case "socket": return socket(value)
        case "&": return masked(value)
        default: return .unclear
        }
    }

    /// The number that an expression gives: a literal, a mark, or bits of several put together.
    func number(_ expression: Structure) -> UInt64? {
        if let integer = expression.integer { return integer >= 0 ? UInt64(integer) : nil }
        if let text = expression.text { return UInt64(text) }
        guard let (tag, value) = expression.tagged else { return nil }
        if let sides = value.list, ["&", "|", "^"].contains(tag) {
            let numbers = sides.compactMap { number($0) }
            guard numbers.count == sides.count, let first = numbers.first else { return nil }
            return numbers.dropFirst().reduce(first) { left, right in
                tag == "&" ? left & right : tag == "|" ? left | right : left ^ right
            }
        }
        guard case .known(.number(let number)) = field(expression) else { return nil }
        return number
    }

    // MARK: Headers

    private func payload(_ value: Structure) -> Field {
        let isTCP = packet.network == .tcp
        switch (value["protocol"]?.text, value["field"]?.text) {
        case ("ip", let field), ("ip6", let field):
            guard (value["protocol"]?.text == "ip") == (packet.family == .v4) else { return .absent }
            switch field {
            case "saddr": return packet.source.map { .known(.address($0)) } ?? .unclear
            case "daddr": return .known(.address(packet.destination))
            case "protocol", "nexthdr": return .known(transport)
            case "version": return .known(.number(packet.family == .v4 ? 4 : 6))
            default: return .unclear
            }
        case ("tcp", let field), ("udp", let field), ("th", let field):
            guard value["protocol"]?.text != (isTCP ? "udp" : "tcp") else { return .absent }
            switch field {
            case "dport" where !packet.isAnswer, "sport" where packet.isAnswer:
                return .known(.number(UInt64(packet.port)))
            case "flags" where isTCP:
                return .known(.flags(isData ? ["psh", "ack"] : packet.isAnswer ? ["syn", "ack"] : ["syn"]))
            default: return .unclear
            }
        case ("ether", "type"): return .known(.names(packet.family == .v4 ? ["ip", "2048"] : ["ip6", "34525"]))
        // Another protocol than this packet's.
        case ("icmp", _), ("icmpv6", _), ("igmp", _), ("sctp", _), ("dccp", _), ("udplite", _), ("esp", _), ("ah", _),
            ("gre", _), ("arp", _):
            return .absent
        default: return .unclear
        }
    }

    private var transport: FieldValue { .names(packet.network == .tcp ? ["tcp", "6"] : ["udp", "17"]) }

    // MARK: Circumstances

    private func meta(_ key: String?) -> Field {
        // Interfaces are known where the hook has them.
        let hasOutgoing = hook != "prerouting" && hook != "input" && hook != "ingress"
        if isBelow, ["iifname", "iif", "oifname", "oif", "pkttype"].contains(key) { return port(key) }
        switch key {
        case "ibrname", "obrname":
            guard isBelow else { return .absent }
            let bridge = key == "ibrname" ? packet.incoming : packet.outgoing
            return Self.name(of: bridge)
        case "iifname", "iif": return Self.name(of: packet.incoming)
        case "oifname", "oif":
            guard hasOutgoing else { return .absent }
            return Self.name(of: packet.outgoing)
        case "l4proto": return .known(transport)
        case "nfproto": return .known(.names(packet.family == .v4 ? ["ipv4", "2"] : ["ipv6", "10"]))
        case "protocol": return .known(.names(packet.family == .v4 ? ["ip", "2048"] : ["ip6", "34525"]))
        case "mark": return mark.map { .known(.number($0)) } ?? .unclear
        // What is forwarded has no socket here.
        case "skuid", "skgid", "cgroup":
            guard packet.incoming == nil else { return .absent }
            guard let sender, key != "cgroup" else { return .unclear }
            return .known(.number(UInt64(key == "skuid" ? sender.user : sender.group)))
        case "pkttype": return .known(.names(["unicast", "host", "0"]))
        default: return .unclear
        }
    }

    /// In a chain below the IP layer a packet has the interface of the chain, or the port of a bridge that it came by.
    private func port(_ key: String?) -> Field {
        switch (key, hook) {
        case ("iifname", "ingress"), ("iif", "ingress"): Self.name(of: packet.incoming)
        case ("oifname", "egress"), ("oif", "egress"): Self.name(of: packet.outgoing)
        // The bridge's port of a container has a name that is made for it.
        default: .unclear
        }
    }

    static func name(of interface: InterfaceName?) -> Field {
        interface.map { .known(.names([$0.description])) } ?? .absent
    }

    private func connection(_ key: String?, hasDirection: Bool) -> Field {
        // Connections are not known yet, or those of bridges (nf_conntrack_bridge) are.
        guard !isBelow else { return .unclear }
        switch key {
        case "state":
            return switch tracking {
            // raw chains run before connections are known: they see none.
            case .toCome, .unclear: .unclear
            case .untracked: .known(.flags(["untracked"]))
            case .tracked where isData: .known(.flags(["established"]))
            case .tracked where !packet.isAnswer: .known(.flags(["new"]))
            case .tracked where isOriginalTracked: .known(.flags(["established"]))
            // A SYN-ACK begins no connection (nf_conntrack_proto_tcp.c, tcp_conntracks).
            case .tracked: .known(.flags([packet.network == .tcp ? "invalid" : "new"]))
            }
        case "direction": return .known(.names(packet.isAnswer ? ["reply", "1"] : ["original", "0"]))
        case "status": return packet.isAnswer || isData ? .unclear : .known(.flags([]))
        case "mark": return connectionMark.map { .known(.number($0)) } ?? .unclear
        default: return .unclear
        }
    }

    /// The control group of whoever sends it, from the root down to a level (nft(8), "socket").
    private func socket(_ value: Structure) -> Field {
        guard value["key"]?.text == "cgroupv2", let level = value["level"]?.integer, packet.incoming == nil,
            let groups = sender?.controlGroups
        else { return .unclear }
        guard level >= 0, level <= groups.count else { return .absent }
        return .known(.names([groups.prefix(Int(level)).joined(separator: "/")]))
    }

    private func fib(_ value: Structure) -> Field {
        let flags = (value["flags"]?.list ?? value["flags"].map { [$0] } ?? []).compactMap(\.text)
        guard value["result"]?.text == "type", flags.count == 1 else { return .unclear }
        let address = flags[0] == "daddr" ? packet.destination : flags[0] == "saddr" ? packet.source : nil
        guard let address else { return .unclear }
        if localAddresses.contains(address) || address.isLoopback { return .known(.names(["local", "2"])) }
        // Broadcast and multicast are no service's.
        return address.isNeverAService ? .unclear : .known(.names(["unicast", "1"]))
    }

    private func masked(_ value: Structure) -> Field {
        guard let sides = value.list, sides.count == 2 else { return .unclear }
        switch field(sides[0]) {
        case .known(.number(let number)):
            guard case .integer(let mask) = sides[1], mask >= 0 else { return .unclear }
            return .known(.number(number & UInt64(mask)))
        case .known(.flags(let flags)):
            let mask = Set((sides[1].list ?? [sides[1]]).compactMap(\.text))
            return .known(.flags(flags.intersection(mask)))
        case .known: return .unclear
        case .absent: return .absent
        case .unclear: return .unclear
        }
    }
}
