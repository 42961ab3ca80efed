import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Writes openings in the language of one firewall.
protocol FirewallDialect: Sendable {
    static var dialect: Dialect { get }

    /// Text that runs as printed in a root shell (or is prose), each line at most 66 columns where that is possible.
    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String
}

/// Where the rules go.
enum FirewallPlace: Hashable {
    /// The device: its own packets and its containers'. The chain is the one that is known to drop.
    case device(RuleChain?)
    /// A Linux router of the site: packets that it forwards.
    case router
}

/// A chain of nftables or iptables that a rule was found in, where its names can stand in a command.
struct RuleChain: Hashable {
    let tool: Dialect
    let family: String
    let table: String
    let chain: String

    /// Nothing for a culprit that is no filter's rule: an accept in another table undoes no drop there.
    init?(_ culprit: Culprit?) {
        guard case .rule(let place, _) = culprit, [place.family, place.table, place.chain].allSatisfy(Shell.isName)
        else {
            return nil
        }
        if place.isOfIptables {
            guard place.table == "filter" else { return nil }
            tool = .iptables
        } else {
            guard ["inet", "ip", "ip6"].contains(place.family) else { return nil }
            tool = .nftables
        }
        (family, table, chain) = (place.family, place.table, place.chain)
    }
}
