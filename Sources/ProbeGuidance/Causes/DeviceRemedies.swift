import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for what is wrong on the device itself.
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

    var hostClockSkew: [Remedy] {
        [setClock, allowTime]
    }

    var ipv6Broken: [Remedy] {
        [repairIPv6, preferIPv4, disableIPv6]
    }

    var hostPolicyDenied: [Remedy] {
        if finding.location.culprit == .ipsecPolicies { return [exemptFromIPsec] }
        return [
            remedy(
                .relaxPolicy, "Let the service's processes connect.",
                [
                    """
                    A policy of this machine refuses the connection before a packet leaves: look for \
                    IPAddressDeny= and IPAddressAllow= of the unit and of its slice, then for a security module's log, then for \
                    filters of traffic control on the link.
                    """
                ],
                [
                    Remedy.Command(
                        .shell,
                        """
                        systemctl show \(engineUnit) aziot-edged aziot-identityd \\
                          user.slice system.slice \\
                          -p Id -p IPAddressDeny -p IPAddressAllow
                        journalctl -k --grep 'apparmor|selinux|denied'
                        for link in /sys/class/net/*; do
                          tc -s filter show dev "${link##*/}" egress
                        done
                        """)
                ])
        ]
    }

    var hostPortConflict: [Remedy] {
        let isEdgeHubs = localPort.map { facts.edgeHubPorts.contains($0) } ?? true
        let isOfTwoModules = localPort.flatMap { facts.portHolders[$0] }?.isOfModule ?? false
        return freePort + (isEdgeHubs ? [moveEdgeHubPort] : [])
            + (!isEdgeHubs || isOfTwoModules ? [publishElsewhere] : [])
    }

    var hostPortReserved: [Remedy] {
        let port = localPort ?? 443
        return [
            remedy(
                .unprivilegedPorts, "Let a rootless engine publish ports from \(port) on.",
                [KernelParameters.order],
                KernelParameters(
                    [("net.ipv4.ip_unprivileged_port_start", Int(port))], for: "edgehub-ports"
                ).commands)
        ]
    }

    var unfitHostname: [Remedy] {
        [
            remedy(
                .shortenHostname,
                "Give the device and the IoT Edge configuration one name: letters, digits and hyphens, at most 64 characters.",
                [
                    """
                    The configuration may also have a longer one whose first part it is: gateway.example.com for a device \
                    called gateway. Downstream devices know edgeHub by it, and its certificate names it.
                    """
                ],
                [
                    Remedy.Command(
                        .shell,
                        """
                        hostnamectl set-hostname "${NAME:?set NAME to the new name}"
                        if [ -f /etc/aziot/config.toml ]; then
                          sed -i "s/^hostname *=.*/hostname = \\"${NAME:?}\\"/" \\
                            /etc/aziot/config.toml
                          iotedge config apply
                        elif [ -f /etc/iotedge/config.yaml ]; then
                          sed -i "s/^hostname:.*/hostname: \\"${NAME:?}\\"/" \\
                            /etc/iotedge/config.yaml
                          systemctl restart iotedge
                        fi
                        """)
                ])
        ]
    }

    var hostVethRoute: [Remedy] {
        [
            remedy(
                .unmanageVeth, "Keep the DHCP client away from the engine's interfaces.",
                [
                    """
                    dhcpcd: denyinterfaces veth* at the top of /etc/dhcpcd.conf. NetworkManager: \
                    unmanaged-devices=interface-name:veth*. ConnMan: veth in NetworkInterfaceBlacklist of \
                    /etc/connman/main.conf. systemd-networkd: Unmanaged=yes in a .network file that matches veth*.
                    """
                ],
                [Remedy.Command(.shell, unmanagement)])
        ]
    }

    /// Of the clients that are there; the route that one made goes as well, because it stays with the interface.
    private var unmanagement: String {
        let clients = """
            if [ -s /etc/dhcpcd.conf ]; then
              grep -q '^denyinterfaces .*veth' /etc/dhcpcd.conf || {
                sed -i '1i denyinterfaces veth*' /etc/dhcpcd.conf
                systemctl try-restart dhcpcd
              }
            fi
            file=/etc/NetworkManager/conf.d/10-veth.conf
            if systemctl -q is-active NetworkManager && [ ! -e $file ]; then
              printf '%s\\n' '[keyfile]' \\
                'unmanaged-devices=interface-name:veth*' >$file
              systemctl reload NetworkManager
            fi
            """
        guard case .routes(_, let interface)? = finding.location.culprit, Shell.isName(interface) else {
            return clients + "\nip route show default"
        }
        return clients + """

            while ip route del default dev \(interface) 2>/dev/null; do :; done
            ip route show default
            """
    }

    var hostLinkDown: [Remedy] {
        if finding.subject.resolver?.address.isLoopback ?? false {
            return [
                remedy(
                    .bringLinkUp, "Switch the loopback interface on.", [],
                    [Remedy.Command(.ip, "ip link set lo up")])
            ]
        }
        return [
            remedy(
                .bringLinkUp, "Give the device a link and an address.",
                [
                    "Check the cable or the radio, then DHCP or the static address.",
                    "Where a bridge has the address, each of its ports has to be in state forwarding.",
                ],
                [Remedy.Command(.ip, "ip -brief link; ip -brief address; bridge link")])
        ]
    }

    var hostNeighbourDead: [Remedy] {
        if let routePastLink { return [routePastLink] }
        let removal: [Remedy] =
            if case .blockingRoute? = finding.location.culprit {
                routeStale.filter { $0.id == .removeStaleRoute }
            } else { [] }
        return removal + [
            remedy(
                .reviveGateway, "Let the gateway of this network answer.",
                [
                    """
                    It does not answer ARP: check its address in the route, the cable, the VLAN, the gateway itself.
                    """,
                    """
                    Where ip neighbour shows it as PERMANENT or NOARP, nobody asks: delete that entry (ip neighbour del), or \
                    switch ARP on (ip link set dev … arp on).
                    """,
                ],
                [Remedy.Command(.ip, "ip route show; ip neighbour show")])
        ]
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

    var setClock: Remedy {
        remedy(
            .setClock, "Set the clock and keep it set.",
            ["A device without a battery-backed clock needs time before IoT Edge starts."],
            [
                Remedy.Command(
                    .shell,
                    """
                    timedatectl set-ntp true
                    if command -v chronyc >/dev/null; then chronyc makestep; fi
                    timedatectl status
                    """)
            ])
    }

    private var allowTime: Remedy {
        let ports = facts.timeServers.isEmpty ? [TimeServer.standardPort] : facts.timeServers.map(\.port).uniqued
        return remedy(
            .allowNTP, owner: .siteNetwork, "If its time servers do not answer, ask the network team (paste this):",
            [],
            [
                Remedy.Command(
                    asking: ports.map { port in
                        let servers = facts.timeServers.filter { $0.port == port }.map(\.host)
                        return servers.isEmpty
                            ? """
                            Please allow outbound UDP 123 (NTP) from the gateway to pool.ntp.org, or name a time server of the \
                            site for it.
                            """
                            : """
                            Please allow outbound UDP \(port) (NTP) from the gateway to \(listing: servers), or name a time \
                            server of the site for it.
                            """
                    })
            ])
    }

    private var repairIPv6: Remedy {
        remedy(
            .repairIPv6, owner: .siteNetwork,
            "Ask the network team to repair IPv6, or to stop announcing it (paste this):", [],
            request(
                """
                The network gives this gateway an IPv6 address and a default route, but IPv6 connections do not get \
                through.
                """,
                "Please route it, or stop the router advertisements."))
    }

    private var preferIPv4: Remedy {
        remedy(
            .preferIPv4, owner: .device, "On this device: prefer IPv4.",
            [
                "IoT Hub has no IPv6, so nothing is lost.",
                """
                The container engine looks names up itself as a rule and does not read that file: for its pulls have IPv6 repaired, or \
                turn it off.
                """,
            ],
            [
                Remedy.Command(
                    .shell,
                    Change(
                        unless: "grep -qx 'precedence ::ffff:0:0/96 100' /etc/gai.conf",
                        "echo 'precedence ::ffff:0:0/96 100' >> /etc/gai.conf"
                    ).text)
            ])
    }

    private var disableIPv6: Remedy {
        remedy(
            .disableIPv6, owner: .device, "On this device: turn IPv6 off.", [KernelParameters.order],
            KernelParameters(
                ["all", "default"].map { ("net.ipv6.conf.\($0).disable_ipv6", 1) }, for: "no-ipv6"
            ).commands)
    }
}
