package import ProbeCore

/// The resolvers of a vantage as its resolv.conf(5) names them, read the way glibc reads it (resolv/res_init.c).
package struct ResolverConfiguration: Hashable, Sendable {
    /// In the order of the file, at most three: glibc's MAXNS.
    ///
    /// Not those of one interface, which no other machine can ask.
    package var nameservers: [IPAddress] { asked.filter { $0.zone == nil }.map(\.address) }
    /// All of them.
    private var asked: [Nameserver] = []
    /// The last `search` or `domain` line.
    package private(set) var searchList: [String] = []
    /// Domains of the search list beyond those.
    package private(set) var searchListLeftOut = 0
    package private(set) var dots = 1
    package private(set) var timeout = Seconds(5)
    package private(set) var attempts = 2
    /// `rotate`: a client begins with any of the resolvers.
    package private(set) var rotates = false
    /// `use-vc`: a client asks over TCP alone.
    package private(set) var usesTCP = false
    /// `edns0`.
    package private(set) var usesExtensions = false
    /// `trust-ad`.
    package private(set) var trustsAuthenticData = false
    /// Whether the file names a resolver that can be asked, rather than that a client falls back to one.
    package private(set) var hasNameserver = false
    /// What the file lacks or has wrong, as a clause after "resolv.conf"; nothing when it is in order.
    package private(set) var problem: String?

    private struct Nameserver: Hashable, Sendable {
        let address: IPAddress
        /// Behind a link-local one.
        var zone: InterfaceName?
    }

    private static let mostNameservers = 3
    /// Unlimited since glibc 2.26; this only bounds what a report can be filled with.
    private static let mostSearchDomains = 32
    private static let mostProblems = 4

    /// What a client falls back to without a readable file: the resolver on this machine.
    package init(missing problem: String) {
        asked = Self.thisMachine
        self.problem = problem
    }

    package init(parsing bytes: [UInt8]) {
        var problems: [String] = []
        var leavesOneOut = false
        for line in TextLines.lines(of: bytes) {
            // A comment or keyword counts only at the very beginning of a line.
            guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";"),
                !TextLines.isBlank(first)
            else { continue }
            let words = TextLines.words(of: line).map { String(decoding: $0, as: UTF8.self) }
            let values = words.dropFirst()
            switch words.first {
            case "nameserver":
                guard let value = values.first else { break }
                // Part of the address for glibc, which takes none for it (inet_aton since 2.29 would; __inet_aton_exact does not).
                guard values.count > 1 || line.last != UInt8(ascii: "\r") else {
                    problems.append("has the line ends of Windows, a carriage return behind a nameserver's address")
                    break
                }
                guard let address = IPAddress(value.prefix { $0 != "%" }) else {
                    problems.append("has a nameserver that is not an IP address (\(WireText(value, limit: 64)))")
                    break
                }
                let zone =
                    value.contains("%") && address.isLinkLocal && address.family == .v6
                    ? InterfaceName(String(value.drop { $0 != "%" }.dropFirst())) : nil
                if let zone, !zone.isValid || zone.description.allSatisfy(\.isNumber) {
                    leavesOneOut = true
                    problems.append("has a link-local nameserver (\(WireText(value, limit: 64))), which was not asked")
                } else if asked.count < Self.mostNameservers {
                    asked.append(Nameserver(address: address, zone: zone))
                } else {
                    problems.append("has more than three nameservers, and clients use only the first three")
                }
            case "search":
                let (kept, leftOut) = values.map(Self.domain).divided(at: Self.mostSearchDomains)
                (searchList, searchListLeftOut) = (kept, leftOut)
            case "domain": (searchList, searchListLeftOut) = (values.prefix(1).map(Self.domain), 0)
            case "options": values.forEach { apply($0) }
            default: break
            }
        }
        hasNameserver = !asked.isEmpty
        if asked.isEmpty {
            problems.insert("has no usable nameserver line", at: 0)
            // Not in place of a resolver that clients can ask and we cannot.
            if !leavesOneOut { asked = Self.thisMachine }
        }
        var seen: Set<String> = []
        problems = problems.filter { seen.insert($0).inserted }
        problem = problems.isEmpty ? nil : problems.prefix(Self.mostProblems).joined(separator: "; ")
    }

    /// Whom a client asks, in the order of the file.
    package func servers(port: UInt16) -> [SocketAddress] {
        asked.map { SocketAddress($0.address, port: port, zone: $0.zone) }
    }

    /// The time after which glibc gives up on resolvers that all stay silent (resolv/res_send.c, send_dg): in each attempt the
    /// second of them is waited for twice as long as the first, the third four times, divided by their number.
    package var patience: Seconds {
        let count = max(asked.count, 1)
        let turn = (0..<count).map { index in
            let seconds = Int(timeout.value) << index
            return max(index == 0 ? seconds : seconds / count, 1)
        }
        return Seconds(Double(turn.reduce(0, +) * max(attempts, 1)))
    }

    private mutating func apply(_ option: String) {
        switch option {
        case "rotate": rotates = true
        case "use-vc": usesTCP = true
        case "edns0": usesExtensions = true
        case "trust-ad": trustsAuthenticData = true
        default:
            // The caps are those of resolv.conf(5).
            let parts = option.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let value = Int(parts[1]), value >= 0 else { return }
            switch parts[0] {
            case "ndots": dots = min(value, 15)
            case "timeout": timeout = Seconds(Double(min(value, 30)))
            case "attempts": attempts = min(value, 5)
            default: return
            }
        }
    }

    private static func domain(_ text: String) -> String { WireText(text, limit: 253).description }

    private static var thisMachine: [Nameserver] {
        [IPAddress("127.0.0.1")].compactMap(\.self).map { Nameserver(address: $0) }
    }
}
