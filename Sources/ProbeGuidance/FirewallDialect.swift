import ProbeCore
import ProbeFindings

/// Writes openings in the language of one firewall.
protocol FirewallDialect: Sendable {
    static var dialect: Dialect { get }

    /// Text that runs as printed in a root shell (or is prose), each line at most 66 columns where that is possible.
    static func text(_ openings: [Opening], at place: FirewallPlace) -> String
}

/// Where the rules go.
enum FirewallPlace: Hashable {
    /// The device: its own packets and its containers'. The chain is the one that is known to drop.
    case device(RuleChain?)
    /// A Linux router of the site: packets that it forwards.
    case router
}

/// A chain of nftables or iptables, as a finding's location names it: `nft inet filter output handle 12`.
struct RuleChain: Hashable {
    let tool: Dialect
    let family: String
    let table: String
    let chain: String

    /// Parses the place out of a rule's text; every word is held against what the tools allow for identifiers.
    init?(_ rule: String?) {
        guard let words = rule?.split(separator: " ").map(String.init), words.allSatisfy(Self.isIdentifier) else {
            return nil
        }
        if words.count >= 4, words[0] == "nft" || words[0] == "nftables",
            ["inet", "ip", "ip6"].contains(words[1])
        {
            (tool, family, table, chain) = (.nftables, words[1], words[2], words[3])
        } else if words.count >= 3, words[0] == "iptables" || words[0] == "ip6tables", words[1] == "filter" {
            (tool, family, table, chain) = (.iptables, words[0] == "iptables" ? "ip" : "ip6", words[1], words[2])
        } else {
            return nil
        }
    }

    /// What nft(8) and iptables(8) both take for a name, without the slash and the backslash.
    private static func isIdentifier(_ word: String) -> Bool {
        word.first != "-"
            && word.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
                default: false
                }
            }
    }
}
