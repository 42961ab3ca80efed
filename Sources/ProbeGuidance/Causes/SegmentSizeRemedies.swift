import ProbeCore
import ProbeFindings

/// Remedies for packets that are too big for the path.
extension Prescription {
    var blackHole: [Remedy] {
        finding.owner == .device
            ? [announceSmallSegments, letPathMTUDiscoveryWork] : [letPathMTUDiscoveryWork, announceSmallSegments]
    }

    /// What carries less than it promises is a tunnel of this device's own.
    private var ofTunnel: [Sentence] {
        guard finding.owner == .device, case .routes(_, let interface)? = finding.location.culprit else { return [] }
        let mtu = provenSegmentSize + 40
        return [
            """
            The way beneath the tunnel \(interface) carries less than the tunnel promises. The lasting cure is a smaller one: \
            MTU = \(mtu) under [Interface] of wg-quick, mssfix \(mtu) in OpenVPN, the setting mtu of another client.
            """
        ]
    }

    var mtuBridgeMismatch: [Remedy] {
        [narrowNetworks]
    }

    private var letPathMTUDiscoveryWork: Remedy {
        let direction: Sentence =
            finding.cause == .mtuBlackholeIn
            ? "from \(destinationInWords) to this gateway" : "from this gateway to \(destinationInWords)"
        return remedy(
            .allowFragmentationNeeded, owner: .siteNetwork, "Ask the network team (paste this):", [],
            request(
                "Big packets \(direction) get lost without a word, small ones pass: path MTU discovery is broken.",
                "Please let ICMP type 3 code 4 (fragmentation needed; ICMPv6 type 2) pass in both directions,",
                """
                or clamp the TCP MSS: to the path MTU on the router or tunnel that has the small MTU itself, on any other \
                router to \(provenSegmentSize) bytes, with which a connection got through.
                """) + [
                    Remedy.Command(
                        .nftables,
                        """
                        # On any router of the path: its own links may be wide.
                        \(clamp(at: ["forward"]))
                        """, on: .siteRouter),
                    Remedy.Command(
                        .iptables,
                        """
                        # On any router of the path: its own links may be wide.
                        \(clampByIptables)
                        """, on: .siteRouter),
                ])
    }

    private var clampByIptables: String {
        Iptables.first(
            "-p tcp --tcp-flags SYN,RST SYN \\\n  \(Iptables.mark) \\\n  -j TCPMSS --set-mss \(provenSegmentSize)",
            in: "FORWARD", by: "iptables -t mangle")
    }

    /// Any larger one than that of the control that completed is a guess; where none did, as it is tried first.
    private var provenSegmentSize: Int { facts.provenSegmentSize ?? 1000 }

    /// Both directions: the MSS in our SYN bounds what comes in; the one in the SYN-ACK bounds what goes out.
    private var announceSmallSegments: Remedy {
        remedy(
            .clampMSSHere, owner: .device,
            "On this device, without the network team: keep the segments of all connections small.",
            ofTunnel
                + [
                    "Covers this host and its containers until the next start; keep it in /etc/nftables.conf if it helps."
                ],
            [
                Remedy.Command(.nftables, clamp(at: ["input", "output", "forward"]))
            ])
    }

    /// A table of its own, made and filled at once: one that is there already is made anew.
    private func clamp(at hooks: [String]) -> String {
        let table = Nftables.ownTable
        let chains = hooks.map { hook in
            """
                chain \(hook) {
                  type filter hook \(hook) priority mangle;
                  tcp flags syn tcp option maxseg size set \(provenSegmentSize)
                }
            """
        }
        return """
            nft 'table inet \(table)
              delete table inet \(table)
              table inet \(table) {
            \(chains.joined(separator: "\n"))
              }'
            """
    }

    /// Each network by the way that reaches it: daemon.json for the default bridge, a new network for every other one.
    private var narrowNetworks: Remedy {
        let concerned = finding.vantages.compactMap(Self.engineNetwork).filter { $0 != "bridge" || !isBridgeNarrow }
        let toCome = finding.vantages.contains(.bridge) ? networkToCome : nil
        let networks = concerned.isEmpty && toCome == nil ? ["azure-iot-edge"] : concerned
        let others = networks.filter { $0 != "bridge" }
        let member = networks.contains("bridge") ? facts.egressMTU.map { "{ \"mtu\": \($0) }" } : nil
        let texts = [
            member.map { DaemonFile.merging($0) }, others.isEmpty ? nil : recreation(of: others),
            toCome.map(creation),
        ].compactMap(\.self)
        var steps: [Sentence] = []
        if let toCome {
            steps.append(
                """
                \(LocalText(toCome)): "mtu" in daemon.json does not reach it. IoT Edge makes it when it starts, and takes the \
                one that is there already.
                """)
        }
        if networks.contains("bridge") {
            steps.append(
                "bridge: \"mtu\" in /etc/docker/daemon.json (keep what is there), then: systemctl restart docker")
        }
        if !others.isEmpty {
            steps.append(
                """
                \(listing: others.map { LocalText($0) }): "mtu" in daemon.json does not reach networks that were \
                created, so they are made again; modules that run are taken off and put back on, which interrupts them.
                """)
        }
        return remedy(
            .networkMTU,
            "Give the \(.network, (networks + [toCome].compactMap(\.self)).map { LocalText($0) }) the MTU of the way out.",
            steps,
            (texts.isEmpty ? [] : [Remedy.Command(.shell, texts.joined(separator: "\n"))])
                + (member.map { [Remedy.Command(.daemonJSON, $0)] } ?? []))
    }

    /// The first network's own containers have no larger MTU than the way out; it only stands in for another.
    private var isBridgeNarrow: Bool {
        guard let own = facts.bridgeMTU, let egress = facts.egressMTU else { return false }
        return own <= egress
    }

    /// The network of IoT Edge that is not there yet.
    private var networkToCome: String? {
        facts.networkToCome.flatMap { Self.engineNetwork(.network($0.description)) }
    }

    /// Makes the network of IoT Edge before IoT Edge does, which has no setting for its MTU.
    private func creation(of network: String) -> String {
        """
        \(determination)
        docker network inspect \(network) >/dev/null 2>&1 ||
        docker network create \\
          --opt com.docker.network.driver.mtu="$mtu" \\
          \(network)
        """
    }

    private var determination: String {
        let target = addresses(of: assignment.hub).first.map(\.description)
        let derived = """
            device=$(ip -o route get \(target ?? "192.0.2.1") |
              sed -n 's/.* dev \\([^ ]*\\).*/\\1/p')
            mtu=$(cat "/sys/class/net/$device/mtu")
            """
        return facts.egressMTU.map { "mtu=\($0)" } ?? derived
    }

    private func recreation(of networks: [String]) -> String {
        Self.recreation(
            of: networks, where: "[ \"$(inspect \"$option\")\" != \"$mtu\" ]",
            options: "\\\n    --opt com.docker.network.driver.mtu=\"$mtu\" ",
            preparation: """
                \(determination)
                option='{{index .Options "com.docker.network.driver.mtu"}}'
                """, isRanged: false)
    }

    /// A network's name, where it is one that the engine allows (letters, digits, `_`, `.`, `-`).
    static func engineNetwork(_ vantage: Vantage) -> String? {
        switch vantage {
        case .network(let name): Shell.isName(name[...]) ? name : nil
        case .host, .container, .namespace: nil
        }
    }
}
