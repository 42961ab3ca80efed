package import ProbeCore

/// The rules of nftables as `nft --json list ruleset` prints them; those of iptables-nft are among them.
package struct Ruleset: Sendable {
    struct ChainName: Hashable, Sendable {
        let family: String
        let table: String
        let name: String
    }

    struct Rule: Sendable {
        let handle: Int
        let statements: [JSONValue]
        /// As nft writes it, where that is known.
        var text: String?
    }

    struct Chain: Sendable {
        let name: ChainName
        /// The rest is there for base chains only.
        let hook: String?
        let priority: Int
        let kind: String?
        let drops: Bool
        var rules: [Rule] = []
    }

    private(set) var chains: [ChainName: Chain] = [:]
    /// Base chains in the order of the list.
    private(set) var bases: [ChainName] = []
    /// Elements of named sets and maps.
    private(set) var sets: [ChainName: [JSONValue]] = [:]
    private(set) var ruleCount = 0

    /// Reads the list; nothing unless it is one.
    ///
    /// - Parameters:
    ///   - json: the output of `nft --json list ruleset`.
    ///   - text: the output of `nft --handle list ruleset`, which tells what JSON keeps to itself about iptables' matches.
    package init?(json: [UInt8], text: [UInt8] = []) {
        guard let entries = JSONValue(parsing: json)?["nftables"]?.list else { return nil }
        let texts = RuleTexts(parsing: text)
        for entry in entries {
            guard let (tag, value) = entry.tagged else { continue }
            switch tag {
            case "chain": add(chain: value)
            case "rule": add(rule: value, texts)
            case "set", "map": add(elementsOf: value)
            default: continue
            }
        }
    }

    private static func name(_ value: JSONValue, _ member: String) -> ChainName? {
        guard let family = value["family"]?.text, let table = value["table"]?.text, let name = value[member]?.text
        else { return nil }
        return ChainName(family: family, table: table, name: name)
    }

    private mutating func add(chain value: JSONValue) {
        guard let name = Self.name(value, "name") else { return }
        let hook = value["hook"]?.text
        if hook != nil { bases.append(name) }
        chains[name] = Chain(
            name: name, hook: hook, priority: Int(clamping: value["prio"]?.integer ?? 0), kind: value["type"]?.text,
            drops: value["policy"]?.text == "drop")
    }

    private mutating func add(rule value: JSONValue, _ texts: RuleTexts) {
        guard let name = Self.name(value, "chain"), chains[name] != nil else { return }
        let handle = Int(clamping: value["handle"]?.integer ?? 0)
        ruleCount += 1
        chains[name]?.rules.append(
            Rule(
                handle: handle, statements: value["expr"]?.list ?? [],
                text: texts[name, handle]))
    }

    private mutating func add(elementsOf value: JSONValue) {
        guard let name = Self.name(value, "name") else { return }
        sets[name] = value["elem"]?.list ?? []
    }

    func set(named name: String, for chain: ChainName) -> [JSONValue]? {
        sets[ChainName(family: chain.family, table: chain.table, name: name)]
    }

    /// The chain that a jump leads to.
    func chain(named name: String, from chain: ChainName) -> Chain? {
        chains[ChainName(family: chain.family, table: chain.table, name: name)]
    }

    /// The base chains of a hook that see a family's packets, in the order the kernel runs them.
    func chains(at hook: String, for family: IPAddress.Family) -> [Chain] {
        let families = ["inet", family == .v4 ? "ip" : "ip6"]
        return bases.enumerated().compactMap { offset, name in chains[name].map { (offset, $0) } }
            .filter { $0.1.hook == hook && families.contains($0.1.name.family) }
            .sorted { ($0.1.priority, $0.0) < ($1.1.priority, $1.0) }.map(\.1)
    }

    /// Base chains below the IP layer that do anything at all; they are not walked.
    var chainsBelow: [Chain] {
        bases.compactMap { chains[$0] }.filter { chain in
            ["bridge", "netdev"].contains(chain.name.family) && (chain.drops || !chain.rules.isEmpty)
                && ["prerouting", "input", "ingress", "egress", "forward"].contains(chain.hook ?? "")
        }
    }
}

/// Where a packet ended: a rule, or a base chain's policy.
package struct RulePlace: Codable, Hashable, Sendable {
    package var family: String
    package var table: String
    package var chain: String
    /// Nothing for the chain's policy.
    package var handle: Int?
    /// The number of the rule in its chain, from 1.
    package var line: Int?
    /// The rule as nft writes it.
    package var text: WireText?

    package init(
        family: String, table: String, chain: String, handle: Int? = nil, line: Int? = nil, text: WireText? = nil
    ) {
        self.family = family
        self.table = table
        self.chain = chain
        self.handle = handle
        self.line = line
        self.text = text
    }

    init(_ chain: Ruleset.Chain, rule: Int? = nil) {
        self.init(family: chain.name.family, table: chain.name.table, chain: chain.name.name)
        guard let rule, chain.rules.indices.contains(rule) else { return }
        handle = chain.rules[rule].handle
        line = rule + 1
        text = chain.rules[rule].text.map { WireText($0) }
    }

    /// A table that iptables-nft writes: its rules are counted in lines there.
    private var isOfIptables: Bool {
        (family == "ip" || family == "ip6") && ["filter", "nat", "mangle", "raw", "security"].contains(table)
            && (chain.first?.isUppercase ?? false)
    }
}

extension RulePlace: CustomStringConvertible {
    /// `nft inet filter forward handle 12`, `iptables filter FORWARD 3`, `nft inet filter forward policy`.
    package var description: String {
        let names = [table, chain].map { WireText($0, limit: 64).description }.joined(separator: " ")
        if isOfIptables {
            return (family == "ip" ? "iptables" : "ip6tables") + " \(names) " + (line.map { "\($0)" } ?? "policy")
        }
        return "nft \(family) \(names) " + (handle.map { "handle \($0)" } ?? "policy")
    }
}
