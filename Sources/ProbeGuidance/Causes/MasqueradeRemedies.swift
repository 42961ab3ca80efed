import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for an engine that does not do its part for the packets of its containers.
extension Prescription {
    var natMissingMasquerade: [Remedy] {
        switch finding.location.culprit {
        case .file:
            // The default bridge alone is asked by the second.
            let names: [EngineSwitch.Name] =
                finding.vantages.contains(.network("bridge")) ? [.iptables, .ipMasquerade] : [.iptables]
            return [engineSwitches(names) ?? restartEngine, masquerade]
        case .network(let name, let subnets)
        where Shell.isContainerName(name.description) && name.description != "bridge":
            return [recreation(masquerading: name, subnets), masquerade]
        case .rule where isOfTracking: return [trackAgain]
        default: return [restartEngine, masquerade]
        }
    }

    /// The rule that the finding names stops nothing: it keeps packets from being tracked.
    var isOfTracking: Bool {
        guard case .rule(let place, _) = finding.location.culprit, let text = place.text?.description else {
            return false
        }
        return ["notrack", "NOTRACK"].contains(where: text.contains)
    }

    /// A packet of no connection is translated by no rule, whichever is added, and its answer is no connection's.
    var trackAgain: Remedy {
        let title: Sentence = "Remove the rule that keeps their packets from being tracked (notrack)."
        return removal(title, of: ["inet", "ip", "ip6"])
            ?? remedy(
                .removeRule, title,
                ["Remove it where the firewall's rules come from, or take the containers' networks out of it."])
    }

    private var restartEngine: Remedy {
        remedy(
            .restoreMasquerade, "Let the engine write its masquerade rules again.",
            [
                """
                Remove "iptables": false and "ip-masq": false from /etc/docker/daemon.json if they are there; a firewall that \
                was reloaded after the engine started has removed the rules. The engine writes them at its start:
                """
            ], [Remedy.Command(.shell, restartForMasquerade)])
    }

    /// As the engine itself asks before it writes the rule (programChainRule of its bridge driver).
    private var restartForMasquerade: String {
        let restart = "systemctl restart docker"
        let networks = finding.vantages.compactMap(Self.engineNetwork)
        guard !networks.isEmpty else { return restart }
        let rule = Change(
            unless: """
                iptables -t nat -S POSTROUTING |
                  grep -q -e "-s $subnet ! -o .* -j MASQUERADE"
                """, "{ \(restart); break; }")
        return """
            for network in \(networks.joined(separator: " ")); do
              subnet=$(docker network inspect "$network" \\
                --format '{{(index .IPAM.Config 0).Subnet}}')
            \(Shell.indented(rule.text))
            done
            """
    }

    /// Switches on in the engine's own file what was read there to be off; nothing where all is on.
    func engineSwitches(_ names: [EngineSwitch.Name]) -> Remedy? {
        let off = facts.engineSwitches.filter { names.contains($0.name) && !$0.isOn }
        guard let file = off.first?.file else { return nil }
        guard file.description.hasSuffix(".json") else { return commandLine(off.filter { $0.file == file }, file) }
        let members = "{ " + off.map { "\"\($0.name.rawValue)\": true" }.joined(separator: ", ") + " }"
        return remedy(
            .engineSwitches, owner: .containerEngine,
            "Switch on in \(file) what the engine is told not to do (keep what is there), then restart the engine.",
            [
                """
                It was switched off by somebody, maybe to write such rules by hand: whoever did so adds what is missing \
                instead, for the engine's networks as they are.
                """
            ],
            [Remedy.Command(.daemonJSON, members)]
                + (Shell.isPath(file.description)
                    ? [Remedy.Command(.shell, DaemonFile.merging(members, into: file.description))] : []))
    }

    /// Takes the engine's options back where its unit, or what the unit reads, has them; a vendor's file is copied first.
    private func commandLine(_ off: [EngineSwitch], _ file: LocalText) -> Remedy {
        let names = off.map(\.name.rawValue).uniqued
        let own = "/etc/systemd/system/docker.service"
        let isVendors = ["/lib/", "/usr/lib/", "/usr/local/lib/"].contains { file.description.hasPrefix($0) }
        let edited = isVendors ? own : file.description
        let pattern = "--\\(\(names.joined(separator: "\\|"))\\)=\\(0\\|[fF]\\|false\\|FALSE\\|False\\)"
        let edit = Change(
            where: "grep -q -e \(Shell.quoted(pattern)) \"$file\"",
            """
            { sed -i \(Shell.quoted("s/ *\(pattern)//g")) "$file"
              systemctl daemon-reload
              systemctl restart docker; }
            """)
        let copy = Change(unless: "[ -e \(own) ]", "cp \(Shell.quoted(file.description)) \(own)")
        return remedy(
            .engineSwitches, owner: .containerEngine,
            "Take out of \(file) what the engine's command line tells it not to do, then restart the engine.",
            [
                """
                It was switched off by somebody, maybe to write such rules by hand: whoever did so adds what is missing \
                instead, for the engine's networks as they are.
                """
            ],
            Shell.isPath(file.description)
                ? [
                    Remedy.Command(
                        .shell,
                        (isVendors ? "\(copy.text)\n" : "") + "file=\(Shell.quoted(edited))\n\(edit.text)")
                ] : [])
    }

    private func recreation(masquerading network: NetworkName, _ subnets: [IPPrefix]) -> Remedy {
        remedy(
            .recreateNetwork,
            "Create the network \(network: network) again, without the option that turns masquerading off.",
            [
                """
                The engine decides it when a network is created. Running modules are taken off it and put back on, which \
                interrupts them.
                """
            ],
            [
                Remedy.Command(
                    .shell,
                    Self.recreation(
                        of: [network.description], where: "[ \"$(inspect \"$option\")\" = false ]",
                        options: Self.options(for: subnets),
                        preparation: """
                            name=com.docker.network.bridge.enable_ip_masquerade
                            option="{{index .Options \\"$name\\"}}"
                            """))
            ])
    }

    /// By hand, for an engine that must not write rules.
    private var masquerade: Remedy {
        let networks = finding.vantages.compactMap(Self.engineNetwork)
        let rule = Iptables.first(
            "-s $(inspect \"$subnet\") ! -o $(inspect \"$bridge\") \\\n  \(Iptables.mark) -j MASQUERADE",
            in: "POSTROUTING", by: "iptables -t nat")
        return remedy(
            .masqueradeHere, owner: .device, "Masquerade by a rule of your own.",
            ["Keep it where the firewall's rules come from."],
            [
                Remedy.Command(
                    .shell,
                    """
                    subnet='{{(index .IPAM.Config 0).Subnet}}'
                    bridge='{{or (index .Options "com.docker.network.bridge.name")'
                    bridge="$bridge (printf \\"br-%.12s\\" .Id)}}"
                    inspect() { docker network inspect "$network" --format "$1"; }
                    for network in \((networks.isEmpty ? ["azure-iot-edge"] : networks).joined(separator: " ")); do
                    \(Shell.indented(rule))
                    done
                    """)
            ])
    }
}
