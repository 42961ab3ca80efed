package import ProbeCore

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

    /// A table that iptables-nft writes: its rules are counted in lines there.
    package var isOfIptables: Bool {
        (family == "ip" || family == "ip6") && ["filter", "nat", "mangle", "raw", "security"].contains(table)
            && (chain.first?.isUppercase ?? false)
    }
}

extension RulePlace: CustomStringConvertible {
    /// `nft inet filter forward handle 12`, `iptables filter FORWARD 3`, `nft inet filter forward policy`.
    package var description: String {
        if isOfIptables { return name + " " + (line.map { "\($0)" } ?? "policy") }
        return name + " " + (handle.map { "handle \($0)" } ?? "policy")
    }

    /// The chain, with the tool that lists it.
    package var name: String {
        let names = [table, chain].map { WireText($0, limit: 64).description }.joined(separator: " ")
        guard isOfIptables else { return "nft \(family) \(names)" }
        return (family == "ip" ? "iptables" : "ip6tables") + " \(names)"
    }
}
