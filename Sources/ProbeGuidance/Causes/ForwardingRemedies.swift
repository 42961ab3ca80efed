import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for packets of containers that this device does not forward, and for what logs show.
extension Prescription {
    /// What the engine was told not to do comes first: it does it at each start once it is told otherwise.
    var fwdDisabled: [Remedy] {
        [setting(or: .forwardsIPv4) == .forwardsIPv4 ? engineSwitches([.ipForward]) : nil, enableForwarding]
            .compactMap(\.self)
    }

    /// An engine that writes rules lets its bridges through the chains of iptables, and through no others.
    var fwdDropped: [Remedy] {
        let isOfIptables = RuleChain(finding.location.culprit).map { $0.tool == .iptables && $0.table == "filter" }
        return [removeRule ?? acceptForwarding, isOfIptables == true ? engineSwitches([.iptables]) : nil]
            .compactMap(\.self)
    }

    var fwdRPFilter: [Remedy] {
        [loosenFilter]
    }

    var containerEngineAbsent: [Remedy] {
        [
            remedy(
                .installEngine, "Install the container engine before IoT Edge.",
                ["Without it only the host's own view can be measured."],
                [Remedy.Command(.shell, "apt-get install moby-engine")])
        ]
    }

    /// The setting that the finding names, where its interface can stand in a command.
    func setting(or other: KernelSetting) -> KernelSetting {
        guard case .setting(let setting) = finding.location.culprit,
            setting.interface.map(Shell.isName) ?? true
        else { return other }
        return setting
    }

    private var enableForwarding: Remedy {
        let setting = setting(or: .forwardsIPv4)
        if setting == .forwardsIPv6 { return enableForwardingOfIPv6 }
        // Several interfaces may need it.
        let parameters = KernelParameters(
            [(setting.name, 1)], for: "iot-edge-forwarding" + (setting.interface.map { "-\($0)" } ?? ""))
        return remedy(
            .enableForwarding, "Turn IP forwarding on, and keep it on.",
            [
                """
                The engine turns it on when it starts, unless "ip-forward": false stands in daemon.json; a hardening script \
                or a file under /etc/sysctl.d turned it off again. Remove it there.
                """, KernelParameters.order,
            ], parameters.commands)
    }

    /// What forwards is a router, and takes no other router's word for its own default route (RFC 4861 section 6.2.3): the kernel
    /// drops it, unless `accept_ra` is 2.
    private var enableForwardingOfIPv6: Remedy {
        let uplinks = facts.defaultRoutes.filter { $0.destination.family == .v6 }.flatMap { $0.hops.map(\.interface) }
            .compactMap { $0 }.filter { Shell.isName($0) }.uniqued
        let parameters = KernelParameters(
            [(KernelSetting.forwardsIPv6.name, 1)],
            after: uplinks.map { (name: KernelParameters.advertisements(on: $0), value: 2, instead: 1) },
            for: "iot-edge-forwarding-ipv6")
        return remedy(
            .enableForwarding, "Turn forwarding of IPv6 on, keep it on, and keep this device's own way out.",
            [
                """
                Where this device has its way out over IPv6 by a router's advertisements, the kernel drops it once it forwards, \
                unless accept_ra is 2: that comes first.
                """,
                """
                Where systemd-networkd keeps the interface, its .network file wants IPv6AcceptRA=yes before, for the same reason.
                """, KernelParameters.order,
            ], parameters.commands)
    }

    /// The dialect in which the rule was found comes first; answers have to pass as well as what they answer.
    private var acceptForwarding: Remedy {
        let chain = RuleChain(finding.location.culprit, beside: facts.iptables)
        return remedy(
            .acceptForwarding, "Let the containers' packets through this device's firewall.",
            ["Keep the rule where the firewall's rules come from (/etc/nftables.conf, iptables-save, ufw, firewalld)."],
            RuleChain.dialects(for: chain, on: facts.firewall).compactMap { dialect in
                Guidance.writer(of: dialect).map { writer in
                    let text = writer.text(containerOpenings, at: .device(chain))
                    return Remedy.Command(
                        dialect, [text, answers(dialect, chain)].compactMap { $0 }.joined(separator: "\n"))
                }
            })
    }

    /// What containers need: where the finding is about all they send, the hub and the resolvers.
    private var containerOpenings: [FirewallOpening] {
        guard finding.subject.port == nil, finding.subject.address == nil else { return openings }
        return [
            FirewallOpening.hub(
                assignment.hub, ports: FirewallOpening.ports(for: assignment.upstream),
                addresses: addresses(of: assignment.hub))
        ] + queryOpenings(to: resolvers)
    }

    /// Lets the answers pass a chain, in the dialect that it is written in.
    func answers(_ dialect: Dialect, _ chain: RuleChain?) -> String? {
        switch (dialect, chain) {
        case (.nftables, let chain?) where chain.tool == .nftables:
            return Nftables.answers(into: "\(chain.family) \(chain.table) \(chain.chain)")
        // Before connections are known there are none that anything belongs to.
        case (.iptables, let chain?) where chain.tool == .iptables && chain.table != "raw":
            let family: IPAddress.Family = chain.family == "ip" ? .v4 : .v6
            let rule = Iptables.answers(to: chain.chain, by: chain.iptables(family))
            return [chain.preparation(family), rule].compactMap(\.self).joined(separator: "\n")
        default: return nil
        }
    }

    /// An accept before the rule that sends packets elsewhere: they stay as they are.
    var natRedirected: [Remedy] {
        let chain = RuleChain(redirecting: finding.location.culprit, beside: facts.iptables)
        let dialect = chain?.tool ?? .nftables
        let commands = chain.flatMap { chain in
            Guidance.writer(of: dialect).map { [Remedy.Command(dialect, $0.text(openings, at: .device(chain)))] }
        }
        let title: Sentence =
            finding.subject.resolver.map { "Exempt \($0.address) from the redirection." }
            ?? "Exempt \(hostOrHub) from the redirection."
        return [
            remedy(
                .exemptFromRedirection, title,
                [
                    """
                    The rule is for what comes in for this device, or for a filter of its own: the lasting way is to narrow it \
                    where it comes from (a destination, an interface). Until then, let these pass before it:
                    """
                ], commands ?? [Remedy.Command(.shell, "nft list ruleset\niptables-save -t nat")])
        ]
    }

    /// A filter below the IP layer knows no connections: an accept of what goes out lets no answer in.
    var removeRule: Remedy? { removal("Remove the rule that drops them.", of: ["bridge", "netdev"]) }

    /// Deletes the rule that the finding names, where its family is one of these and its number says which.
    func removal(_ title: Sentence, of families: Set<String>) -> Remedy? {
        guard case .rule(let place, _) = finding.location.culprit, place.backend == nil,
            families.contains(place.family.description),
            let handle = place.handle, Shell.isName(place.table.description), Shell.isName(place.chain.description)
        else { return nil }
        let chain = "\(place.family) \(place.table) \(place.chain)"
        return remedy(
            .removeRule, title,
            ["Its number is not used again; remove it where the firewall's rules come from, too."],
            [Remedy.Command(.nftables, "nft delete rule \(chain) \\\n  handle \(handle) 2>/dev/null || :")])
    }

    private var loosenFilter: Remedy {
        let setting = setting(or: .reversePathFilter(interface: "all"))
        let parameters = KernelParameters(
            [(setting.name, 2)], for: "iot-edge-rp-filter" + (setting.interface.map { "-\($0)" } ?? ""))
        return remedy(
            .looseRPFilter, "Let answers come in by another interface than packets leave by.",
            ["Or make the routes symmetric.", KernelParameters.order], parameters.commands)
    }
}
