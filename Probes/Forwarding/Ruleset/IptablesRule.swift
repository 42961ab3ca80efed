import ProbeCore

/// One rule of iptables as iptables-save writes it, in the statements that nft has for the same (iptables-extensions(8)).
///
/// What is not known here becomes a match of that name, which cannot be told; nothing is left out.
struct IptablesRule {
    var statements: [Structure] = []
    var words: ArraySlice<String>
    private let family: IPAddress.Family
    private var network = "th"

    init(parsing words: ArraySlice<String>, _ family: IPAddress.Family, packets: Int64?) {
        self.words = words
        self.family = family
        if let packets { statements.append(.one("counter", .object(["packets": .integer(packets)]))) }
        while let word = self.words.popFirst() {
            let isInverted = word == "!"
            guard let option = isInverted ? self.words.popFirst() : word else { break }
            if option == "-j" || option == "-g" {
                guard let target = self.words.popFirst() else { break }
                act(target, isGoto: option == "-g")
                break
            }
            match(option, isInverted)
        }
    }

    // MARK: Matches

    private mutating func match(_ option: String, _ isInverted: Bool) {
        switch option {
        case "-s", "-d":
            let field = Structure.payload(family == .v4 ? "ip" : "ip6", option == "-s" ? "saddr" : "daddr")
            compare(field, isInverted) { Self.address($0) }
        case "-i", "-o":
            compare(.meta(option == "-i" ? "iifname" : "oifname"), isInverted) { name in
                .text(name.hasSuffix("+") ? name.dropLast() + "*" : name)
            }
        case "-p":
            if !isInverted, let name = words.first { network = ["tcp", "udp"].contains(name) ? name : "th" }
            compare(.meta("l4proto"), isInverted) { .text($0) }
        case "-m": module(words.popFirst() ?? "")
        case "--dport", "--sport", "--dports", "--sports":
            let field = option.dropFirst(2).prefix(5)
            compare(.payload(network, String(field)), isInverted) { Self.ports($0) }
        case "--tcp-flags": flags(isInverted)
        case "--ctstate", "--state":
            // SNAT and DNAT are no states of nft's.
            compare(.one("ct", .object(["key": .text("state")])), isInverted) {
                $0.contains("NAT") ? nil : .set($0.lowercased())
            }
        case "--dst-type", "--src-type":
            let flags = Structure.list([.text(option == "--dst-type" ? "daddr" : "saddr")])
            let field = Structure.one("fib", .object(["result": .text("type"), "flags": flags]))
            compare(field, isInverted) { .set($0.lowercased()) }
        case "--mark": mark(isInverted)
        case "--uid-owner", "--gid-owner":
            compare(.meta(option == "--uid-owner" ? "skuid" : "skgid"), isInverted) { Self.numbers($0) }
        case "--src-range", "--dst-range":
            let field = Structure.payload(family == .v4 ? "ip" : "ip6", option == "--src-range" ? "saddr" : "daddr")
            compare(field, isInverted) { range in
                let ends = range.split(separator: "-").map { Structure.text(String($0)) }
                return ends.count == 2 ? .one("range", .list(ends)) : nil
            }
        case "--comment": _ = words.popFirst()
        default: leaveOpen(option)
        }
    }

    /// The options of these are read by themselves; what belongs to any other module is skipped.
    private mutating func module(_ name: String) {
        let known: Set = [
            "tcp", "udp", "multiport", "conntrack", "state", "addrtype", "mark", "iprange", "comment", "owner",
        ]
        guard !known.contains(name) else {
            if name == "mark" { isOfPacket = true }
            return
        }
        if name == "connmark" {
            isOfPacket = false
            return
        }
        leaveOpen(name)
    }

    /// Whether a mark that is compared is the packet's or its connection's.
    private var isOfPacket = true

    private mutating func leaveOpen(_ name: String) {
        let plain = name.hasPrefix("--") ? String(name.dropFirst(2)) : name
        statements.append(.one("xt", .object(["type": .text("match"), "name": .text(plain)])))
        // Its values and further options, up to what is somebody else's.
        while let next = words.first, !["-j", "-g", "-m"].contains(next) { words.removeFirst() }
    }

    /// A comparison with the next word; one that cannot be told where that means nothing here.
    private mutating func compare(_ field: Structure, _ isInverted: Bool, _ value: (String) -> Structure?) {
        guard let word = words.popFirst() else { return }
        guard let value = value(word) else {
            leaveOpen(word)
            return
        }
        compare(field, isInverted, with: value)
    }

    private mutating func compare(_ field: Structure, _ isInverted: Bool, with value: Structure) {
        statements.append(
            .one(
                "match", .object(["op": .text(isInverted ? "!=" : "=="), "left": field, "right": value])))
    }

    private mutating func flags(_ isInverted: Bool) {
        guard let mask = words.popFirst(), let wanted = words.popFirst() else { return }
        func list(_ text: String) -> Structure {
            let names =
                text == "ALL"
                ? ["fin", "syn", "rst", "psh", "ack", "urg"]
                : text == "NONE" ? [] : text.lowercased().split(separator: ",").map { String($0) }
            return .list(names.map { .text($0) })
        }
        compare(.one("&", .list([.payload("tcp", "flags"), list(mask)])), isInverted, with: list(wanted))
    }

    private mutating func mark(_ isInverted: Bool) {
        guard let word = words.popFirst() else { return }
        guard let (value, mask) = Self.markAndMask(word) else {
            leaveOpen("mark")
            return
        }
        let field = isOfPacket ? Structure.meta("mark") : .one("ct", .object(["key": .text("mark")]))
        compare(.one("&", .list([field, .integer(mask)])), isInverted, with: .integer(value))
    }

    // MARK: Values

    private static func address(_ text: String) -> Structure? {
        let parts = text.split(separator: "/")
        guard parts.count == 2 else { return .text(text) }
        guard let length = Int64(parts[1]) else { return nil }
        return .one("prefix", .object(["addr": .text(String(parts[0])), "len": .integer(length)]))
    }

    /// A number, or `first-last`.
    private static func numbers(_ text: String) -> Structure? {
        let ends = text.split(separator: "-").map { Int64($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else { return nil }
        return ends.count == 1 ? .integer(first) : .one("range", .list([.integer(first), .integer(last)]))
    }

    /// One port, `first:last`, or several of these behind commas.
    private static func ports(_ text: String) -> Structure? {
        let elements = text.split(separator: ",").compactMap { part -> Structure? in
            let ends = part.split(separator: ":", omittingEmptySubsequences: false)
            guard ends.count == 2 else { return Int64(part).map { .integer($0) } }
            guard let first = ends[0].isEmpty ? 0 : Int64(ends[0]), let last = ends[1].isEmpty ? 65535 : Int64(ends[1])
            else { return nil }
            return .one("range", .list([.integer(first), .integer(last)]))
        }
        guard elements.count == text.split(separator: ",").count else { return nil }
        return .one("set", .list(elements))
    }

    /// `0x58/0xff`, or a value alone.
    static func markAndMask(_ text: String) -> (value: Int64, mask: Int64)? {
        let parts = text.split(separator: "/").map { number($0) }
        guard let value = parts.first ?? nil else { return nil }
        guard parts.count == 2 else { return (value, 0xffff_ffff) }
        return parts[1].map { (value, $0) }
    }

    static func number(_ text: some StringProtocol) -> Int64? {
        let number = text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
        return number.map { Int64($0) }
    }
}

extension Structure {
    /// An object of one member, as every statement and expression of nft's is.
    static func one(_ tag: String, _ value: Structure) -> Structure { .object([tag: value]) }

    static func meta(_ key: String) -> Structure { .one("meta", .object(["key": .text(key)])) }

    static func payload(_ network: String, _ field: String) -> Structure {
        .one("payload", .object(["protocol": .text(network), "field": .text(field)]))
    }

    /// The parts between commas.
    static func set(_ text: String) -> Structure {
        .one("set", .list(text.split(separator: ",").map { .text(String($0)) }))
    }
}
