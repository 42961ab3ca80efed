import ProbeCore
import ProbeFindings

extension Prescription {
    /// Remedies for packets of containers that this device does not forward, and for what logs show.
    var forwardingRemedies: [Remedy]? {
        switch finding.cause {
        case .fwdDisabled: return [enableForwarding]
        case .fwdDropped: return [acceptForwarding] + [removeRule].compactMap { $0 }
        case .fwdRPFilter: return [loosenFilter]
        case .natMissingMasquerade: return [restartEngine, masquerade]
        case .containerEngineAbsent:
            return [
                remedy(
                    "install-engine", "Install the container engine before IoT Edge.",
                    ["Without it only the host's own view can be measured."],
                    [Remedy.Command(.shell, "apt-get install moby-engine")])
            ]
        case .logAgentFallback: return webSocketInstead
        case .logImage403:
            return [
                remedy(
                    "registry-credentials", "Put the registry's credentials into the deployment.",
                    ["In the deployment manifest, under edgeAgent's runtime settings: registryCredentials."])
            ]
        case .logModule404:
            return [
                remedy(
                    "exec-entrypoint", "Start the module with ENTRYPOINT in its exec form.",
                    ["IoT Edge verifies the module by its process id, which a shell in between changes."])
            ]
        case .logSmallDevice:
            return [
                remedy(
                    "small-device", "Set OptimizeForPerformance=false on edgeHub.", [],
                    [Remedy.Command(.createOptions, "{ \"Env\": [\"OptimizeForPerformance=false\"] }")])
            ]
        default: return nil
        }
    }

    /// The setting that the finding names, where it is one of the kernel's forwarding.
    private func setting(endingIn ending: String, or other: String) -> String {
        let words = (finding.location.rule ?? "").split(separator: " ")
        guard words.count == 2, words[0] == "sysctl", words[1].hasPrefix("net.ipv"), Shell.isName(words[1]),
            words[1].hasSuffix(ending)
        else { return other }
        return String(words[1])
    }

    private var enableForwarding: Remedy {
        let setting = setting(endingIn: "forwarding", or: "net.ipv4.ip_forward")
        return remedy(
            "enable-forwarding", "Turn IP forwarding on, and keep it on.",
            [
                "The engine turns it on when it starts, unless \"ip-forward\": false stands in daemon.json; a hardening script or a "
                    + "file under /etc/sysctl.d turned it off again. Remove it there."
            ],
            [
                Remedy.Command(.sysctl, "sysctl -w \(setting)=1"),
                Remedy.Command(
                    .shell, "printf '%s\\n' '\(setting) = 1' \\\n  > /etc/sysctl.d/90-iot-edge-forwarding.conf"),
            ])
    }

    /// The dialect in which the rule was found comes first; answers have to pass as well as what they answer.
    private var acceptForwarding: Remedy {
        let chain = RuleChain(finding.location.rule)
        var dialects: [Dialect] = [.nftables, .iptables, .ufw, .firewalld]
        if chain?.tool == .iptables { dialects.swapAt(0, 1) }
        return remedy(
            "accept-forwarding", "Let the containers' packets through this device's firewall.",
            ["Keep the rule where the firewall's rules come from (/etc/nftables.conf, iptables-save, ufw, firewalld)."],
            dialects.compactMap { dialect in
                Guidance.writer(of: dialect).map { writer in
                    let text = writer.text(containerOpenings, at: .device(chain))
                    return Remedy.Command(
                        dialect, [text, answers(dialect, chain)].compactMap { $0 }.joined(separator: "\n"))
                }
            })
    }

    /// What containers need: where the finding is about all they send, the hub and the resolvers.
    private var containerOpenings: [Opening] {
        guard finding.subject.port == nil, finding.subject.address == nil else { return openings }
        return [
            Opening.hub(
                assignment, ports: Opening.ports(for: assignment.upstream), addresses: addresses(of: assignment.hub))
        ] + queryOpenings(to: resolvers)
    }

    private func answers(_ dialect: Dialect, _ chain: RuleChain?) -> String? {
        switch (dialect, chain) {
        case (.nftables, let chain?) where chain.tool == .nftables:
            "nft insert rule \(chain.family) \(chain.table) \(chain.chain) \\\n  ct state established,related accept"
        case (.iptables, let chain?) where chain.tool == .iptables:
            "\(chain.family == "ip" ? "iptables" : "ip6tables") -I \(chain.chain) 1 -m conntrack \\\n"
                + "  --ctstate RELATED,ESTABLISHED -j ACCEPT"
        default: nil
        }
    }

    /// A rule of another table than the filter's cannot be preceded by an accept there; it has to go.
    private var removeRule: Remedy? {
        let words = (finding.location.rule ?? "").split(separator: " ").map(String.init)
        guard words.allSatisfy({ Shell.isName($0[...]) }), RuleChain(finding.location.rule) == nil else { return nil }
        let command: Remedy.Command
        guard words.count == 4, ["iptables", "ip6tables"].contains(words[0]), let line = UInt(words[3]) else {
            return nil
        }
        command = Remedy.Command(.iptables, "\(words[0]) -t \(words[1]) -D \(words[2]) \(line)")
        return remedy(
            "remove-rule", "Remove the rule that drops them.",
            ["Its number holds until the rules change; remove it where the firewall's rules come from, too."], [command]
        )
    }

    private var loosenFilter: Remedy {
        remedy(
            "loose-rp-filter", "Let answers come in by another interface than packets leave by.",
            ["Keep it in a file under /etc/sysctl.d; or make the routes symmetric."],
            [
                Remedy.Command(
                    .sysctl, "sysctl -w \(setting(endingIn: "rp_filter", or: "net.ipv4.conf.all.rp_filter"))=2")
            ])
    }

    private var restartEngine: Remedy {
        remedy(
            "restore-masquerade", "Let the engine write its masquerade rules again.",
            [
                "Remove \"iptables\": false and \"ip-masq\": false from /etc/docker/daemon.json if they are there; a firewall that "
                    + "was reloaded after the engine started has removed the rules. The engine writes them at its start:"
            ], [Remedy.Command(.shell, "systemctl restart docker")])
    }

    /// By hand, for an engine that must not write rules.
    private var masquerade: Remedy {
        let network = finding.vantages.lazy.compactMap(Self.engineNetwork).first ?? "azure-iot-edge"
        let name = Shell.quoted(network)
        let bridge =
            network == "bridge" ? "docker0" : "br-$(docker network inspect \\\n  --format '{{slice .Id 0 12}}' \(name))"
        return remedy(
            "masquerade-here", owner: .device, "Masquerade the network by a rule of your own.",
            ["Keep it where the firewall's rules come from."],
            [
                Remedy.Command(
                    .shell,
                    """
                    subnet=$(docker network inspect \(name) \\
                      --format '{{(index .IPAM.Config 0).Subnet}}')
                    bridge=\(bridge)
                    iptables -t nat -I POSTROUTING 1 -s "$subnet" \\
                      ! -o "$bridge" -j MASQUERADE
                    """)
            ])
    }
}
