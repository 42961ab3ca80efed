package import ProbeCore

/// Where a packet ended: a rule, or a base chain's policy.
package struct RulePlace: Codable, Hashable, Sendable {
    package var family: LocalText
    package var table: LocalText
    package var chain: LocalText
    /// Nothing for the chain's policy.
    package var handle: Int?
    /// The number of the rule in its chain, from 1.
    package var line: Int?
    /// The rule as nft writes it; as iptables-save does where it is one of iptables-legacy.
    package var text: WireText?
    /// Nothing for nftables, which iptables-nft writes to as well.
    package var backend: Backend?
    /// Where the packet met it: a chain may be jumped to from several.
    package var hook: Hook?

    /// Where the kernel keeps rules beside nftables.
    package enum Backend: String, Codable, Hashable, Sendable {
        /// The tables of ip_tables and ip6_tables, which nft(8) does not list.
        case legacy
    }

    /// Where the kernel calls base chains (nft(8), "Chains").
    package enum Hook: String, Codable, Hashable, Sendable {
        case ingress, prerouting, input, forward, output, postrouting, egress
    }

    package init(
        family: LocalText, table: LocalText, chain: LocalText, handle: Int? = nil, line: Int? = nil,
        text: WireText? = nil,
        backend: Backend? = nil, hook: Hook? = nil
    ) {
        self.family = family
        self.table = table
        self.chain = chain
        self.handle = handle
        self.line = line
        self.text = text
        self.backend = backend
        self.hook = hook
    }

    /// The chain's policy rather than one of its rules.
    package var isPolicy: Bool { handle == nil && line == nil }

    /// Below the IP layer: what it drops has left, as far as TCP knows.
    package var isBelow: Bool { ["bridge", "netdev"].contains(family.description) }

    /// A table that iptables-nft writes: its rules are counted in lines there.
    package var isOfIptables: Bool {
        ["ip", "ip6"].contains(family.description)
            && ["filter", "nat", "mangle", "raw", "security"].contains(table.description)
            && (chain.description.first?.isUppercase ?? false)
    }
}

extension RulePlace: CustomStringConvertible {
    /// `nft inet filter forward handle 12`, `iptables filter FORWARD 3`, `iptables-legacy filter OUTPUT policy`.
    package var description: String {
        if isOfIptables || backend == .legacy { return name + " " + (line.map { "\($0)" } ?? "policy") }
        return name + " " + (handle.map { "handle \($0)" } ?? "policy")
    }

    /// The program that changes the rule, where it is one of iptables.
    package var iptables: String {
        (family.description == "ip6" ? "ip6tables" : "iptables") + (backend == .legacy ? "-legacy" : "")
    }

    /// The chain, with the tool that lists it.
    package var name: String {
        let names = [table, chain].map { WireText($0.description, limit: 64).description }.joined(separator: " ")
        guard isOfIptables || backend == .legacy else { return "nft \(family) \(names)" }
        return "\(iptables) \(names)"
    }
}
