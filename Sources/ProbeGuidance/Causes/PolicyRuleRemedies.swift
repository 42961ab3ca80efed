import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for policy rules that send packets another way, or nowhere.
extension Prescription {
    var routePolicyRule: [Remedy] {
        [sameTable]
    }

    /// The policy rule that a finding names, if it is one that forbids.
    var blockingRule: RoutingRule? {
        guard case .policyRules(let rules) = finding.location.culprit, rules.count == 1, let rule = rules.first,
            [.blackhole, .unreachable, .prohibit].contains(rule.action)
        else { return nil }
        return rule
    }

    /// Nothing where a name of the rule cannot stand in a command.
    func removal(of rule: RoutingRule) -> Remedy? {
        selector(of: rule).map { selector in
            let tool = rule.family == .v4 ? "ip rule" : "ip -6 rule"
            let change = Change(
                where: "\(tool) show | grep -q \"^\(rule.priority):.*\(rule.action.rawValue)\"",
                "\(tool) del pref \(rule.priority) \\\n  \(selector)")
            return remedy(
                .removeBlockingRoute, "Remove the policy rule that forbids the way.",
                [
                    "It will come back unless it is also removed where it came from: a network script, a VPN's kill switch."
                ], [Remedy.Command(.ip, change.text)])
        }
    }

    /// What the rule looks at and what it does, as ip-rule(8) takes it: its number alone may be another rule's as well.
    ///
    /// What was not read of it is not compared (rule_find in net/core/fib_rules.c).
    private func selector(of rule: RoutingRule) -> String? {
        let names = [rule.incoming, rule.outgoing].compactMap(\.self)
        guard names.allSatisfy(Shell.isName) else { return nil }
        var words = rule.isInverted ? ["not"] : []
        if let from = rule.from { words.append("from \(from)") }
        if let to = rule.to { words.append("to \(to)") }
        if let mark = rule.mark { words.append("fwmark \(mark)/\(rule.mask ?? .max)") }
        if let incoming = rule.incoming { words.append("iif \(incoming)") }
        if let outgoing = rule.outgoing { words.append("oif \(outgoing)") }
        if let users = rule.users, users.count == 2 { words.append("uidrange \(users[0])-\(users[1])") }
        return (words + [rule.action.rawValue]).joined(separator: " ")
    }

    /// The numbers of the rules that a finding names.
    private var namedPriorities: [Int] {
        guard case .policyRules(let rules) = finding.location.culprit else { return [] }
        return rules.map(\.priority)
    }

    /// Where the rule is one that the host's own packets pass by, only those of the bridges have to pass by it as well.
    private var sameTable: Remedy {
        let resolvers = facts.resolvers.filter { $0.family == .v4 && !$0.isLoopback }.map(\.description)
        return remedy(
            .sameTable, "Let the containers' packets take the host's table.",
            [
                """
                A policy rule sends packets from the bridges elsewhere: remove it where it came from, or put a rule of lower \
                number before it, as here. See: ip rule show; ip route show table all
                """
            ],
            [
                Remedy.Command(
                    .ip,
                    namedPriorities.min().map { loopOverNeeded(first: bridges + resolvers, before($0)) }
                        ?? "ip rule show\nip route show table all")
            ])
    }

    /// The bridges' subnets, to which answers are sent.
    private var bridges: [String] { facts.bridgeSubnets.filter { $0.address.family == .v4 }.map(\.description) }

    /// A rule before one of a number, for packets to `$address`; one that is there already is not added again.
    private func before(_ priority: Int) -> String {
        let number = priority > 1 ? priority - 1 : 1
        return Change(
            unless: "ip rule show | grep -q \"^\(number):.*to $address lookup main\"",
            "ip rule add pref \(number) to \"$address\" lookup main"
        ).text
    }

    /// A resolver in a network of this device's own, before a VPN's rule whose table has that network too.
    var resolverBeforeRule: Remedy? {
        guard let priority = namedPriorities.min(), let resolver = finding.subject.resolver?.address,
            resolver.family == .v4
        else { return nil }
        return remedy(
            .excludeHubFromVPN, "Keep this device's own network out of the tunnel.",
            [
                """
                The VPN's table has a route to the network that this device is in: a rule before the VPN's has the resolver looked for \
                on the device's own link. It holds until the VPN or the device is restarted; the lasting way is not to take that \
                route from the VPN (Tailscale: --accept-routes=false, or the route withdrawn by whoever advertises it).
                """
            ], [Remedy.Command(.ip, Shell.loop(over: [resolver.description], before(priority)))])
    }

    /// The way back to the bridges, before a VPN's rule for everything: its table knows no bridge.
    var bridgesBeforeRule: Remedy? {
        guard let priority = namedPriorities.min(), !bridges.isEmpty else { return nil }
        return remedy(
            .excludeBridgesFromVPN, "Keep the containers' subnets out of the tunnel.",
            [
                """
                The VPN's policy rule takes whatever the rules before it leave over, the answers to containers too: a rule \
                before it sends those to the bridges. It holds until the VPN or the device is restarted; keep it with the \
                network's configuration (a PostUp of the VPN, a systemd-networkd RoutingPolicyRule).
                """
            ], [Remedy.Command(.ip, Shell.loop(over: bridges, before(priority)))])
    }
}
