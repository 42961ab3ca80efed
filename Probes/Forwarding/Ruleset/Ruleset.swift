import ProbeCore
import ProbeEvidence

/// The rules of nftables as `nft --json list ruleset` prints them, those of iptables-nft among them, and beside them those
/// of iptables-legacy.
package struct Ruleset: Sendable {
    struct ChainName: Hashable, Sendable {
        let family: String
        let table: String
        let name: String
        var isLegacy = false
    }

    struct Rule: Sendable {
        /// Nothing for rules of iptables-legacy, which are known by their place alone.
        let handle: Int?
        var statements: [Structure]
        /// As nft writes it, where that is known.
        var text: String?
    }

    struct Chain: Sendable {
        let name: ChainName
        /// The rest is there for base chains only.
        let hook: String?
        let priority: Int
        let kind: String?
        var drops: Bool
        /// The interfaces that a chain of the family `netdev` is for.
        var devices: [String] = []
        var rules: [Rule] = []
    }

    private(set) var chains: [ChainName: Chain] = [:]
    /// Base chains in the order of the list.
    private(set) var bases: [ChainName] = []
    /// Elements of named sets and maps.
    private(set) var sets: [ChainName: [Structure]] = [:]
    private(set) var ruleCount = 0

    /// Reads the list; nothing unless it is one.
    ///
    /// - Parameters:
    ///   - json: the output of `nft --json list ruleset`.
    ///   - text: the output of `nft --handle list ruleset`, which tells what JSON keeps to itself about iptables' matches.
    package init?(json: [UInt8], text: [UInt8] = []) {
        guard let entries = Structure(parsing: json)?["nftables"]?.list else { return nil }
        let texts = RuleTexts(parsing: text)
        for entry in entries {
            guard let (tag, value) = entry.tagged else { continue }
            switch tag {
            case "chain": add(chain: value, texts)
            case "rule": add(rule: value, texts)
            case "set", "map": add(elementsOf: value)
            default: continue
            }
        }
    }

    /// Some rule asks whose packet it is.
    var asksForSenders: Bool {
        chains.values.contains { chain in
            chain.rules.contains { rule in
                rule.statements.contains { statement in
                    let left = statement["match"]?["left"]
                    let key = left?["meta"]?["key"]?.text ?? left?["socket"]?["key"]?.text
                    // Of several that are put together, or looked up in a map, the text tells.
                    return key.map { ["skuid", "skgid", "cgroupv2"].contains($0) }
                        ?? (rule.text.map { $0.contains("skuid") || $0.contains("skgid") } ?? false)
                }
            }
        }
    }

    /// Takes over what iptables-save, or one of its siblings, knows better or alone.
    mutating func add(_ tables: IptablesSave) { tables.isLegacy ? add(legacy: tables) : complete(from: tables) }

    /// The same with one more rule at the end of a chain, where there is such a chain.
    func adding(_ rule: Rule, to chain: ChainName) -> Ruleset {
        var ruleset = self
        ruleset.chains[chain]?.rules.append(rule)
        return ruleset
    }

    /// The same without some of its base chains.
    func without(_ isOut: (ChainName) -> Bool) -> Ruleset {
        var ruleset = self
        ruleset.bases.removeAll(where: isOut)
        return ruleset
    }

    /// The same with other rules in a chain, where there is such a chain.
    func replacing(_ chain: ChainName, _ rules: ([Rule]) -> [Rule]) -> Ruleset {
        var ruleset = self
        if let old = chains[chain]?.rules { ruleset.chains[chain]?.rules = rules(old) }
        return ruleset
    }

    /// The same with other rules in a chain, where there is such a chain, and a policy that accepts.
    func opening(_ chain: ChainName, _ rules: ([Rule]) -> [Rule]) -> Ruleset {
        var ruleset = replacing(chain, rules)
        ruleset.chains[chain]?.drops = false
        return ruleset
    }

    private static func name(_ value: Structure, _ member: String) -> ChainName? {
        guard let family = value["family"]?.text, let table = value["table"]?.text, let name = value[member]?.text
        else { return nil }
        return ChainName(family: family, table: table, name: name)
    }

    private mutating func add(chain value: Structure, _ texts: RuleTexts) {
        guard let name = Self.name(value, "name") else { return }
        let hook = value["hook"]?.text
        if hook != nil { bases.append(name) }
        chains[name] = Chain(
            name: name, hook: hook, priority: Int(clamping: value["prio"]?.integer ?? 0), kind: value["type"]?.text,
            drops: value["policy"]?.text == "drop",
            devices: texts.devices[name].flatMap { $0.isEmpty ? nil : $0 }
                ?? (value["dev"]?.list ?? value["dev"].map { [$0] } ?? []).compactMap(\.text))
    }

    /// Chains that nft does not list.
    private mutating func add(legacy tables: IptablesSave) {
        for chain in tables.chains {
            let name = ChainName(
                family: tables.family == .v4 ? "ip" : "ip6", table: chain.table, name: chain.name, isLegacy: true)
            let hook = chain.hook
            if hook != nil { bases.append(name) }
            chains[name] = Chain(
                name: name, hook: hook?.name, priority: hook?.priority ?? 0,
                kind: chain.table == "nat" ? "nat" : "filter", drops: chain.policy == "DROP",
                rules: chain.rules.map { Rule(handle: nil, statements: $0.statements, text: $0.text) })
            ruleCount += chain.rules.count
        }
    }

    /// What iptables-nft tells of its own rules, where nft's JSON has no more than the name of an extension.
    private mutating func complete(from tables: IptablesSave) {
        for saved in tables.chains {
            let name = ChainName(
                family: tables.family == .v4 ? "ip" : "ip6", table: saved.table, name: saved.name)
            // Rules that changed in between are other rules.
            guard let chain = chains[name], chain.rules.count == saved.rules.count else { continue }
            for index in chain.rules.indices where chain.rules[index].statements.contains(where: { $0["xt"] != nil }) {
                chains[name]?.rules[index].statements = saved.rules[index].statements
            }
        }
    }

    private mutating func add(rule value: Structure, _ texts: RuleTexts) {
        guard let name = Self.name(value, "chain"), chains[name] != nil else { return }
        let handle = Int(clamping: value["handle"]?.integer ?? 0)
        ruleCount += 1
        chains[name]?.rules.append(
            Rule(
                handle: handle, statements: value["expr"]?.list ?? [],
                text: texts[name, handle]))
    }

    private mutating func add(elementsOf value: Structure) {
        guard let name = Self.name(value, "name") else { return }
        sets[name] = value["elem"]?.list ?? []
    }

    func set(named name: String, for chain: ChainName) -> [Structure]? {
        sets[ChainName(family: chain.family, table: chain.table, name: name)]
    }

    /// The chain that a jump leads to.
    func chain(named name: String, from chain: ChainName) -> Chain? {
        chains[ChainName(family: chain.family, table: chain.table, name: name, isLegacy: chain.isLegacy)]
    }

    /// The base chains of a hook that see a family's packets, in the order the kernel runs them.
    func chains(at hook: String, for family: IPAddress.Family) -> [Chain] {
        let families = ["inet", family == .v4 ? "ip" : "ip6"]
        return bases.enumerated().compactMap { offset, name in chains[name].map { (offset, $0) } }
            .filter { $0.1.hook == hook && families.contains($0.1.name.family) }
            .sorted { ($0.1.priority, $0.0) < ($1.1.priority, $1.0) }.map(\.1)
    }

    /// The base chains of a hook below the IP layer, on an interface or on the bridge that it is, or of ARP.
    func chains(below hook: String, of family: String, on interface: InterfaceName?) -> [Chain] {
        bases.enumerated().compactMap { offset, name in chains[name].map { (offset, $0) } }
            .filter { _, chain in
                chain.hook == hook && chain.name.family == family
                    && (family == "bridge" || chain.devices.isEmpty
                        || interface.map { chain.devices.contains($0.description) } ?? false)
            }
            .sorted { ($0.1.priority, $0.0) < ($1.1.priority, $1.0) }.map(\.1)
    }
}

extension RulePlace {
    /// The place of a rule, or of the chain's policy.
    init(_ chain: Ruleset.Chain, rule: Int? = nil) {
        self.init(
            family: LocalText(chain.name.family), table: LocalText(chain.name.table),
            chain: LocalText(chain.name.name), backend: chain.name.isLegacy ? .legacy : nil)
        guard let rule, chain.rules.indices.contains(rule) else { return }
        handle = chain.rules[rule].handle
        line = rule + 1
        text = chain.rules[rule].text.map { WireText($0) }
    }
}
