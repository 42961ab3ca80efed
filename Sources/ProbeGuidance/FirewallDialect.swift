import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Writes openings in the language of one firewall.
protocol FirewallDialect: Sendable {
    static var dialect: Dialect { get }

    /// Text that runs as printed in a root shell (or is prose), each line at most 66 columns where that is possible.
    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String

    /// The same for what devices behind the gateway send to it, on the device or where its firewall is; nothing for prose.
    static func text(_ opening: DownstreamOpening) -> String?

    /// One text behind another, which nothing is done of where the first failed.
    static func joined(_ first: String, _ second: String) -> String

    /// The command that takes away all that was ever added, on the device or where the rules went; nothing for prose.
    static var removal: String? { get }
}

extension FirewallDialect {
    /// Rules that not every device needs, on the device: a name of theirs without an address is said, and is no failure.
    static func optional(_ openings: [FirewallOpening]) -> String {
        text(openings, at: .device(nil))
            .replacing("nothing was changed", with: "its rules are left out")
            .replacing("\nelse\n  (exit 1)\nfi", with: "\nfi")
    }

    static func joined(_ first: String, _ second: String) -> String {
        "{\n\(Shell.indented(first))\n} && {\n\(Shell.indented(second))\n}"
    }
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
    /// The chain is one of iptables-nft, on a device whose `iptables` is iptables-legacy.
    let isBesideLegacy: Bool
    /// What keeps the rules of the chain.
    let manager: FilterManager?
    /// Nothing of the chain's own rules drops: its policy does.
    let isPolicy: Bool
    /// It is met by what comes in for this device: answers, which no opening for what goes out lets pass.
    let isForAnswers: Bool

    /// Nothing for a culprit that is no filter's rule: an accept in another table undoes no drop there.
    ///
    /// - Parameters:
    ///   - culprit: the rule.
    ///   - backend: where the device's `iptables` keeps its rules, as far as that is known.
    init?(_ culprit: Culprit?, beside backend: ForwardingState.Backend? = nil) {
        self.init(any: culprit, beside: backend)
        guard table != "nat" else { return nil }
    }

    /// The chain of a rule that sends packets elsewhere: an accept before it leaves them as they are.
    init?(redirecting culprit: Culprit?, beside backend: ForwardingState.Backend? = nil) {
        self.init(any: culprit, beside: backend)
    }

    private init?(any culprit: Culprit?, beside backend: ForwardingState.Backend?) {
        guard case .rule(let place, let manager) = culprit else { return nil }
        (family, table, chain) = (place.family.description, place.table.description, place.chain.description)
        guard [family, table, chain].allSatisfy(Shell.isName) else { return nil }
        isLegacy = place.backend == .legacy
        if place.isOfIptables || isLegacy {
            guard ["ip", "ip6"].contains(family) else { return nil }
            tool = .iptables
            isBesideLegacy = !isLegacy && backend == .legacy
        } else {
            guard ["inet", "ip", "ip6"].contains(family) else { return nil }
            tool = .nftables
            isBesideLegacy = false
        }
        self.manager = manager
        isPolicy = place.isPolicy
        isForAnswers = place.hook == .input
    }

    /// The dialects of the device's firewall that can open a path, in the order in which they serve: that of whoever keeps
    /// the rule comes first.
    ///
    /// An accept in one base chain undoes no drop in another (nft(8), "verdict statement"), so a rule that was read is met
    /// in its own chain alone; a policy of iptables, and a rule that nobody could read, by what keeps this device's rules.
    static func dialects(for chain: RuleChain?, on firewall: FirewallService?) -> [Dialect] {
        guard let chain else {
            let all: [Dialect] = [.nftables, .iptables, .ufw, .firewalld]
            let own = firewall?.dialect
            return own.map { own in [own] + all.filter { $0 != own } } ?? all
        }
        // Only the tool of its own sees a chain of iptables-legacy, or one of another table than the filter's.
        if chain.isLegacy || (chain.tool == .iptables && chain.table != "filter") { return [.iptables] }
        let keeper: Dialect? =
            switch chain.manager {
            case .ufw: .ufw
            case .firewalld: .firewalld
            case .docker, .kubeProxy, .cni, .podman, .calico, .libvirt, .fail2ban: nil
            case nil where chain.isPolicy && chain.tool == .iptables:
                firewall?.dialect
            case nil: nil
            }
        return [keeper].compactMap(\.self) + [chain.tool]
    }
}

extension FirewallService {
    fileprivate var dialect: Dialect {
        switch self {
        case .ufw: .ufw
        case .firewalld: .firewalld
        }
    }
}

extension RuleChain {
    /// The program for its rules, and the table where it is not the filter's, as in `iptables -t raw`.
    func iptables(_ family: IPAddress.Family) -> String {
        let name = family == .v4 ? "iptables" : "ip6tables"
        let program = isLegacy ? "\"$legacy\"" : isBesideLegacy ? "\"$nft\"" : name
        return program + (table == "filter" ? "" : " -t \(table)")
    }

    /// Finds the program for the rules of iptables-legacy: older systems, and those that know no other, have the plain name.
    ///
    /// The other way round, where the plain name is iptables-legacy, iptables-nft has its own.
    func preparation(_ family: IPAddress.Family) -> String? {
        let name = family == .v4 ? "iptables" : "ip6tables"
        if isLegacy { return "legacy=$(command -v \(name)-legacy || echo \(name))" }
        return isBesideLegacy ? "nft=$(command -v \(name)-nft || echo \(name))" : nil
    }
}
