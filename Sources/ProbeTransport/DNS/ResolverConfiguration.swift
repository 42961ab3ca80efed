package import ProbeCore

/// The resolvers of a vantage as its resolv.conf(5) names them, read the way glibc reads it (resolv/res_init.c).
package struct ResolverConfiguration: Hashable, Sendable {
    /// In the order of the file, at most three: glibc's MAXNS.
    package private(set) var nameservers: [IPAddress] = []
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

    private static let mostNameservers = 3
    /// Unlimited since glibc 2.26; this only bounds what a report can be filled with.
    private static let mostSearchDomains = 32
    private static let mostProblems = 4

    /// What a client falls back to without a readable file: the resolver on this machine.
    package init(missing problem: String) {
        nameservers = Self.thisMachine
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
                guard let address = IPAddress(value.prefix { $0 != "%" }) else {
                    problems.append("has a nameserver that is not an IP address (\(WireText(value, limit: 64)))")
                    break
                }
                // A socket needs the zone of a link-local address, and an address without it cannot be asked.
                if address.isLinkLocal, value.contains("%") {
                    leavesOneOut = true
                    problems.append("has a link-local nameserver (\(WireText(value, limit: 64))), which was not asked")
                } else if nameservers.count < Self.mostNameservers {
                    nameservers.append(address)
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
        hasNameserver = !nameservers.isEmpty
        if nameservers.isEmpty {
            problems.insert("has no usable nameserver line", at: 0)
            // Not in place of a resolver that clients can ask and we cannot.
            if !leavesOneOut { nameservers = Self.thisMachine }
        }
        var seen: Set<String> = []
        problems = problems.filter { seen.insert($0).inserted }
        problem = problems.isEmpty ? nil : problems.prefix(Self.mostProblems).joined(separator: "; ")
    }

    /// The time after which glibc gives up on resolvers that all stay silent (resolv/res_send.c, send_dg): in each attempt the
    /// second of them is waited for twice as long as the first, the third four times, divided by their number.
    package var patience: Seconds {
        let count = max(nameservers.count, 1)
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

    private static var thisMachine: [IPAddress] { [IPAddress("127.0.0.1")].compactMap(\.self) }
}
