import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for what is wrong on the device itself.
extension Prescription {
    var hostClockSkew: [Remedy] {
        [setClock, allowTime]
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
}
