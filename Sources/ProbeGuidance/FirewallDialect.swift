import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Writes openings in the language of one firewall.
protocol FirewallDialect: Sendable {
    static var dialect: Dialect { get }

    /// Text that runs as printed in a root shell (or is prose), each line at most 66 columns where that is possible.
    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String

    /// The command that takes away all that was ever added, on the device or where the rules went; nothing for prose.
    static var removal: String { get }
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
    /// The chain is one of iptables-legacy, which iptables-nft and nft do not see.
    let isLegacy: Bool
    /// What keeps the rules of the chain.
    let manager: FilterManager?
    /// Nothing of the chain's own rules drops: its policy does.
    let isPolicy: Bool
    /// It is met by what comes in for this device: answers, which no opening for what goes out lets pass.
    let isForAnswers: Bool

    /// Nothing for a culprit that is no filter's rule: an accept in another table undoes no drop there.
    init?(_ culprit: Culprit?) {
        self.init(any: culprit)
        guard table != "nat" else { return nil }
    }

    /// The chain of a rule that sends packets elsewhere: an accept before it leaves them as they are.
    init?(redirecting culprit: Culprit?) { self.init(any: culprit) }

    private init?(any culprit: Culprit?) {
        guard case .rule(let place, let manager) = culprit else { return nil }
        (family, table, chain) = (place.family.description, place.table.description, place.chain.description)
        guard [family, table, chain].allSatisfy(Shell.isName) else { return nil }
        isLegacy = place.backend == .legacy
        if place.isOfIptables || isLegacy {
            guard ["ip", "ip6"].contains(family) else { return nil }
            tool = .iptables
        } else {
            guard ["inet", "ip", "ip6"].contains(family) else { return nil }
            tool = .nftables
        }
        self.manager = manager
        isPolicy = place.isPolicy
        isForAnswers = place.hook == .input
    }

    /// The dialects of the device's firewall in the order in which they serve: that of whoever keeps the rule comes first.
    ///
    /// A policy, and a rule that nobody could read, is taken for that of what keeps the rules of this device.
    static func dialects(for chain: RuleChain?, on firewall: FirewallService?) -> [Dialect] {
        let all: [Dialect] = [.nftables, .iptables, .ufw, .firewalld]
        let own: Dialect? =
            switch chain?.manager {
            case .ufw: .ufw
            case .firewalld: .firewalld
            case .docker, .kubeProxy, .cni, .podman, .calico, .libvirt, .fail2ban: chain?.tool
            case nil where chain == nil || (chain?.isPolicy == true && chain?.tool == .iptables):
                switch firewall {
                case .ufw: .ufw
                case .firewalld: .firewalld
                case nil: chain?.tool
                }
            case nil: chain?.tool
            }
        // Only the tool of its own sees a chain of iptables-legacy, or one of another table than the filter's.
        if let chain, chain.isLegacy || (chain.tool == .iptables && chain.table != "filter") { return [.iptables] }
        return own.map { own in [own] + all.filter { $0 != own } } ?? all
    }
}

extension RuleChain {
    /// The program for its rules, and the table where it is not the filter's, as in `iptables -t raw`.
    func iptables(_ family: IPAddress.Family) -> String {
        let name = family == .v4 ? "iptables" : "ip6tables"
        return (isLegacy ? "\"$legacy\"" : name) + (table == "filter" ? "" : " -t \(table)")
    }

    /// Finds the program for the rules of iptables-legacy: older systems, and those that know no other, have the plain name.
    func preparation(_ family: IPAddress.Family) -> String? {
        let name = family == .v4 ? "iptables" : "ip6tables"
        return isLegacy ? "legacy=$(command -v \(name)-legacy || echo \(name))" : nil
    }
}
