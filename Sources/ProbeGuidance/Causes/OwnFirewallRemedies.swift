import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for what rules and limits of the device's own do to what it sends.
extension Prescription {
    var hostOutputDropped: [Remedy] {
        if finding.location.culprit == nil, let limit = facts.fullConnectionLimit {
            return [raiseConnectionLimit(beyond: limit)]
        }
        if isOfTracking { return [trackAgain] }
        if let unusual { return [unusual] }
        if isOfHopLimit { return [fullHopLimit] }
        return [removeRule ?? openOwnFirewall]
    }

    /// A rule that drops no packet of these: of ARP, or one that gives them another source.
    private var unusual: Remedy? {
        guard case .rule(let place, _) = finding.location.culprit else { return nil }
        let (title, families): (Sentence, Set<String>)
        if place.family.description == "arp" {
            (title, families) = ("Let questions and answers of ARP pass.", ["arp"])
        } else if place.hook == .postrouting, let text = place.text?.description,
            ["snat", "SNAT"].contains(where: text.contains)
        {
            (title, families) = ("Remove the rule that gives them another source.", ["inet", "ip", "ip6"])
        } else {
            return nil
        }
        return removal(title, of: families)
            ?? remedy(.removeRule, title, ["Change the rule named above where the firewall's rules come from."])
    }

    /// What the finding names stops nothing: it has packets begin with too small a hop limit.
    private var isOfHopLimit: Bool {
        switch finding.location.culprit {
        case .setting(.hopLimit): return true
        case .rule(let place, _):
            let text = place.text?.description ?? ""
            return ["ttl set", "hoplimit set", "-j TTL", "-j HL"].contains(where: text.contains)
        default: return false
        }
    }

    private var fullHopLimit: Remedy {
        if case .setting = finding.location.culprit {
            return remedy(
                .raiseHopLimit, "Let packets begin with a full hop limit.",
                [KernelParameters.order],
                KernelParameters([(KernelSetting.hopLimit.name, 64)], for: "hop-limit").commands)
        }
        let title: Sentence = "Remove the rule that sets their hop limit."
        return removal(title, of: ["inet", "ip", "ip6"])
            ?? remedy(
                .removeRule, title, ["Remove it where the firewall's rules come from, or have it set 64."])
    }

    private func raiseConnectionLimit(beyond limit: Int) -> Remedy {
        remedy(
            .raiseConnectionLimit, "Let the kernel track more connections.",
            [
                """
                Something opens more connections than this device closes; sysctl net.netfilter.nf_conntrack_count shows how many \
                there are, and conntrack -L, where it is installed, whose. Each takes about 300 bytes of memory.
                """, KernelParameters.order,
            ],
            KernelParameters(
                [("net.netfilter.nf_conntrack_max", min(limit, 1 << 28) * 2)], for: "connections"
            ).commands)
    }

    /// The dialect in which the rule was found comes first.
    private var openOwnFirewall: Remedy {
        let chain = RuleChain(finding.location.culprit, beside: facts.iptables)
        return remedy(
            .openOwnFirewall, "Open this device's own firewall.",
            [
                finding.location.culprit == nil
                    ? """
                    A rule of this device drops the packets before they leave. Put an accept in front of it, and keep \
                    it where the firewall's rules come from (/etc/nftables.conf, iptables-save, ufw, firewalld).
                    """
                    : """
                    The rule named above of this device drops the packets before they leave. Put an accept in front of \
                    it, and keep it where the firewall's rules come from (/etc/nftables.conf, iptables-save, ufw, \
                    firewalld).
                    """
            ],
            RuleChain.dialects(for: chain, on: facts.firewall).compactMap { dialect in
                if let chain, chain.isForAnswers {
                    return answers(dialect, chain).map { Remedy.Command(dialect, $0) }
                }
                return Guidance.writer(of: dialect).map {
                    Remedy.Command(dialect, $0.text(openings, at: .device(chain)))
                }
            })
    }
}
