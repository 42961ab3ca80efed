import ProbeCore
import ProbeFindings

/// Remedies for IPv6 that leads nowhere, for a device whose only way out it is, and for the translator that such a one depends on.
extension Prescription {
    var ipv6Broken: [Remedy] {
        [repairIPv6, preferIPv4, disableIPv6]
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

    var containerIPv4Only: [Remedy] { [translateIPv4, engineIPv6] }

    /// A translator of the device's own needs nothing of the engine, and serves all that knows IPv4 alone.
    private var translateIPv4: Remedy {
        remedy(
            .translateIPv4, owner: .device,
            "Give this device a way out over IPv4: a translator of its own (CLAT, RFC 6877).",
            [
                """
                It makes an interface with an address of 192.0.0.0/29 and a default route of IPv4, translates what takes it to \
                IPv6, and the site's NAT64 translates it back: containers leave by it as they would by any other. clatd does \
                it with tayga, and mobile connection managers have one of their own.
                """,
                """
                It finds the site's prefix by the name ipv4only.arpa (RFC 7050); where nothing comes out of these, the site has \
                no NAT64, and containers need IPv6:
                """,
            ], [Remedy.Command(.shell, "getent ahostsv6 ipv4only.arpa\nip -4 route show default")])
    }

    private var engineIPv6: Remedy {
        remedy(
            .engineIPv6, owner: .containerEngine,
            "Give containers IPv6: the engine's bridge, and the modules' network.",
            [
                """
                In daemon.json, for the engine's bridge (before Docker 27 ip6tables is taken with "experimental": true alone); \
                take a prefix of your own in the place of fd00:e19e:1::/64.
                """,
                """
                For the modules' network, before IoT Edge makes it: ipv6 = true and a subnet of IPv6 under [moby_runtime.network] \
                in /etc/aziot/config.toml, then: iotedge config apply. A network that is there already is made again.
                """,
                "Containers take the resolvers of the host that have addresses of IPv6 then; they have to answer with those of NAT64.",
            ],
            [
                Remedy.Command(
                    .daemonJSON,
                    """
                    { "ipv6": true, "fixed-cidr-v6": "fd00:e19e:1::/64",
                      "ip6tables": true, "experimental": true }
                    """)
            ])
    }

    var ipv6NAT64Silent: [Remedy] {
        let made = addresses(of: assignment.hub).filter { $0.family == .v6 }
        return [
            remedy(
                .repairNAT64, "Ask the network team, or the carrier: bring the NAT64 back (paste this).", [],
                request(
                    made.isEmpty
                        ? """
                        The resolver of this network gives names IPv6 addresses that are made for a NAT64 (DNS64), and nothing \
                        answers at those of \(assignment.hub).
                        """
                        : """
                        The resolver of this network gives names IPv6 addresses that are made for a NAT64 (DNS64), and nothing \
                        answers at those of \(assignment.hub): \(made).
                        """,
                    """
                    Please see that the translator runs, that the prefix is routed to it, that its pool of IPv4 addresses is not \
                    used up, and that the resolver's prefix is the translator's.
                    """))
        ]
    }
}
