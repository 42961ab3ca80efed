import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeGuidance
import Testing

/// Remedies for routes and forwarding, applied with the real tools; the rule that a finding names decides what they say.
struct AppliedRouteRemedyTests {
    private func text(
        _ cause: Cause, _ id: RemedyID, _ dialect: Dialect, culprit: Culprit, from vantage: Vantage = .host,
        facts change: (inout Guidance.Facts) -> Void = { _ in }
    ) throws -> String {
        var facts = Guidance.Facts()
        change(&facts)
        let finding = Finding(
            cause, .error, from: [vantage],
            about: Finding.Subject(host: Host(GuidanceTests.hub), address: IPAddress("203.0.113.20"), port: 5671),
            owner: .device, confidence: .certain, summary: "",
            location: Finding.Location(kind: .thisDevice, culprit: culprit), evidence: [], refutedBy: "")
        let assignment = try #require(try GuidanceTests.assignments().first)
        let remedy = try #require(Guidance.remedies(for: finding, in: assignment, facts: facts).first { $0.id == id })
        return try #require(remedy.commands.first { $0.dialect == dialect }).text
    }

    private func expectCure(_ fault: String, _ remedy: String, proof: String) {
        let preparation = "ip link set lo up"
        #expect(Sandbox.run(preparation + "\n" + fault) == 0, "the fault can be made")
        #expect(Sandbox.run(preparation + "\n" + fault + "\n" + proof) != 0, "the fault breaks something")
        #expect(
            Sandbox.run([preparation, fault, Sandbox.twice(remedy), proof].joined(separator: "\n")) == 0,
            "the remedy cures it:\n\(remedy)")
    }

    private static let uplinks = """
        ip link add eth0 type veth peer name far
        ip addr add 198.51.100.10/24 dev eth0
        ip link set eth0 up
        ip link set far up
        ip route add default via 198.51.100.1
        ip link add tun0 type veth peer name end
        ip addr add 10.8.0.2/24 dev tun0
        ip link set tun0 up
        ip link set end up
        """

    private static let container = Vantage("docker:bridge") ?? .host

    private static func routes(_ destinations: String..., interface: String) -> Culprit {
        .routes(destinations.compactMap { IPPrefix($0) }, interface: InterfaceName(interface))
    }

    private static func policyRule(
        _ priority: Int, from source: String? = nil, to destination: String? = nil,
        _ action: RoutingRule.Action = .lookup, table: Int = 0
    ) -> RoutingRule {
        var rule = RoutingRule(.v4, priority: priority, action: action, table: table)
        rule.from = source.flatMap { IPPrefix($0) }
        rule.to = destination.flatMap { IPPrefix($0) }
        return rule
    }

    @Test(.enabled(if: Sandbox.isPossible))
    func `the hub is kept out of a tunnel that has taken both halves of the internet`() throws {
        expectCure(
            Self.uplinks + "\nip route add 0.0.0.0/1 via 10.8.0.1\nip route add 128.0.0.0/1 via 10.8.0.1",
            try text(
                .routeVPNOverride, .excludeHubFromVPN, .ip, culprit: Self.routes("128.0.0.0/1", interface: "tun0")),
            proof: """
                ip route get 203.0.113.20 | grep -q 'via 198.51.100.1 dev eth0'
                ip route get 192.0.2.9 | grep -q 'dev tun0'
                """)
    }

    @Test(.enabled(if: Sandbox.isPossible))
    func `the hub is kept out of a tunnel with the better metric`() throws {
        expectCure(
            Self.uplinks + "\nip route del default\nip route add default via 198.51.100.1 metric 100\n"
                + "ip route add default via 10.8.0.1 metric 50",
            try text(.routeVPNOverride, .excludeHubFromVPN, .ip, culprit: Self.routes("0.0.0.0/0", interface: "tun0")),
            proof: "ip route get 203.0.113.20 | grep -q 'via 198.51.100.1 dev eth0'")
    }

    @Test(.enabled(if: Sandbox.isPossible))
    func `routes over the bridge's subnet go, and nothing else`() throws {
        expectCure(
            Self.uplinks + """

                ip link add docker0 type bridge
                ip addr add 172.17.0.1/16 dev docker0
                ip link set docker0 up
                ip route add 172.17.0.0/25 dev tun0
                ip route add 172.17.0.128/25 dev tun0
                ip route add 172.18.0.0/24 dev tun0
                """,
            try text(
                .routeVPNOverride, .excludeBridgesFromVPN, .ip,
                culprit: Self.routes("172.17.0.0/25", "172.17.0.128/25", interface: "tun0"), from: Self.container),
            proof: """
                ip route get 172.17.0.2 | grep -q 'dev docker0'
                ip route get 172.17.0.130 | grep -q 'dev docker0'
                ip route get 172.18.0.2 | grep -q 'dev tun0'
                """)
    }

    @Test(.enabled(if: Sandbox.isPossible))
    func `containers' packets to the hub take the host's table`() throws {
        expectCure(
            Self.uplinks + """

                ip link add docker0 type bridge
                ip addr add 172.17.0.1/16 dev docker0
                ip link set docker0 up
                echo 1 > /proc/sys/net/ipv4/ip_forward
                ip rule add pref 100 from 172.17.0.0/16 lookup 66
                ip route add table 66 default via 10.8.0.1
                """,
            try text(
                .routePolicyRule, .sameTable, .ip,
                culprit: .policyRules([Self.policyRule(100, from: "172.17.0.0/16", table: 66)]), from: Self.container),
            proof: "ip route get 203.0.113.20 from 172.17.0.2 iif docker0 | grep -q 'dev eth0'")
    }

    @Test(.enabled(if: Sandbox.isPossible))
    func `a policy rule that forbids the way is removed`() throws {
        expectCure(
            Self.uplinks + "\nip rule add pref 50 to 203.0.113.0/24 prohibit",
            try text(
                .routeBlocked, .removeBlockingRoute, .ip,
                culprit: .policyRules([Self.policyRule(50, to: "203.0.113.0/24", .prohibit)])),
            proof: "ip route get 203.0.113.20 | grep -q 'dev eth0'")
    }

    @Test(.enabled(if: Sandbox.isPossible))
    func `of two policy rules with one number the other stays`() throws {
        let rule = Self.policyRule(50, to: "203.0.113.0/24", .prohibit)
        expectCure(
            Self.uplinks
                + "\nip rule add pref 50 to 192.0.2.0/24 lookup 7\nip rule add pref 50 to 203.0.113.0/24 prohibit",
            try text(.routeBlocked, .removeBlockingRoute, .ip, culprit: .policyRules([rule])),
            proof: """
                ip route get 203.0.113.20 | grep -q 'dev eth0'
                ip rule show | grep -q 'to 192.0.2.0/24 lookup 7'
                """)
    }

    @Test(.enabled(if: Sandbox.isPossible), arguments: [nil, 50])
    func `a dead default route is moved behind the other, and stays there`(metric: Int?) throws {
        let prefix = try #require(IPPrefix("0.0.0.0/0"))
        let routes = [
            Route(prefix, gateway: IPAddress("10.8.0.1"), interface: "tun0", metric: metric),
            Route(prefix, gateway: IPAddress("198.51.100.1"), interface: "eth0", metric: 700),
        ]
        expectCure(
            Self.uplinks + "\nip route del default\nip route add default via 198.51.100.1 metric 700\n"
                + "ip route add default via 10.8.0.1 dev tun0" + (metric.map { " metric \($0)" } ?? ""),
            try text(
                .routeDeadDefault, .preferOtherDefault, .ip, culprit: Self.routes("0.0.0.0/0", interface: "tun0"),
                facts: { $0.defaultRoutes = routes }),
            proof: """
                ip route get 203.0.113.20 | grep -q 'via 198.51.100.1 dev eth0'
                test "$(ip route show default | wc -l)" = 2
                """)
    }

    @Test(.enabled(if: Sandbox.isPossible))
    func `the setting that is named is the one that is changed`() throws {
        expectCure(
            Self.uplinks + "\necho 0 > /proc/sys/net/ipv4/conf/eth0/forwarding",
            try text(
                .fwdDisabled, .enableForwarding, .sysctl,
                culprit: .setting(.forwarding(interface: "eth0"))),
            proof: "test \"$(cat /proc/sys/net/ipv4/conf/eth0/forwarding)\" = 1")
        expectCure(
            Self.uplinks + "\necho 1 > /proc/sys/net/ipv4/conf/eth0/rp_filter",
            try text(
                .fwdRPFilter, .looseRPFilter, .sysctl,
                culprit: .setting(.reversePathFilter(interface: "eth0"))),
            proof: "test \"$(cat /proc/sys/net/ipv4/conf/eth0/rp_filter)\" = 2")
    }

    /// A router's advertisement, as it comes by the other end of the link.
    private static let advertised = """
        ip link add eth0 type veth peer name far
        for name in eth0 far; do
          echo 0 > /proc/sys/net/ipv6/conf/$name/accept_dad
        done
        ip link set far up
        ip link set eth0 up
        python3 - <<'PYTHON'
        import socket, struct, subprocess, time
        router = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
        link = socket.if_nametoindex("far")
        router.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
        router.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, link)
        advertisement = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)
        for _ in range(100):
            try:
                router.sendto(advertisement, ("ff02::1", 0, 0, link))
            except OSError:
                pass
            if b"proto ra" in subprocess.check_output(["ip", "-6", "route", "show", "default"]):
                break
            time.sleep(0.05)
        PYTHON
        """

    @Test(.enabled(if: Sandbox.isPossible && Sandbox.hasPython))
    func `forwarding of IPv6 leaves the device its own way out, which a router advertised`() throws {
        let prefix = try #require(IPPrefix("::/0"))
        let remedy = try text(
            .fwdDisabled, .enableForwarding, .sysctl, culprit: .setting(.forwardsIPv6),
            facts: {
                $0.defaultRoutes = [Route(prefix, gateway: IPAddress("fe80::1"), interface: "eth0", metric: 1024)]
            })
        let proof = """
            test "$(cat /proc/sys/net/ipv6/conf/all/forwarding)" = 1
            ip -6 route show default | grep -q 'proto ra'
            """
        expectCure(Self.advertised, remedy, proof: proof)
        // What the kernel does without.
        let bare = [Self.advertised, "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding", proof]
        #expect(Sandbox.run(bare.joined(separator: "\n")) != 0)
    }

    @Test func `forwarding of IPv6 is kept with what has to come before it, for links alone that a shell takes`() throws
    {
        let prefix = try #require(IPPrefix("::/0"))
        let kept = try text(
            .fwdDisabled, .enableForwarding, .shell, culprit: .setting(.forwardsIPv6),
            facts: {
                $0.defaultRoutes = ["eth0.100", "$(reboot)"].map {
                    Route(prefix, gateway: IPAddress("fe80::1"), interface: InterfaceName($0))
                }
            })
        #expect(kept.contains("'net/ipv6/conf/eth0.100/accept_ra = 2' \\\n  'net.ipv6.conf.all.forwarding = 1'"))
        #expect(!kept.contains("reboot"))
    }

    @Test(.enabled(if: Sandbox.hasIptables))
    func `before a rule outside the filter table packets are accepted there, and their answers`() throws {
        expectCure(
            "iptables -t raw -A PREROUTING -p udp -j ACCEPT\niptables -t raw -A PREROUTING -p tcp --dport 5671 -j DROP",
            try text(
                .fwdDropped, .acceptForwarding, .iptables,
                culprit: Culprit(RulePlace(family: "ip", table: "raw", chain: "PREROUTING", line: 2))),
            proof: """
                test "$(iptables -t raw -S PREROUTING | sed -n 2,3p | grep -c 'port 5671 .*-j ACCEPT')" = 2
                iptables -t raw -S PREROUTING | grep -q -e 'port 5671 -j DROP'
                """)
    }

    @Test(.enabled(if: Sandbox.hasNftables))
    func `a rule below the IP layer is removed by its number`() throws {
        expectCure(
            """
            nft add table bridge b; nft add chain bridge b i '{ type filter hook input priority 0; }'
            nft add rule bridge b i ip daddr 203.0.113.20 drop; nft add rule bridge b i ip protocol icmp drop
            """,
            try text(
                .fwdDropped, .removeRule, .nftables,
                culprit: Culprit(RulePlace(family: "bridge", table: "b", chain: "i", handle: 2, line: 1))),
            proof:
                "nft list chain bridge b i | grep -q icmp\nif nft list chain bridge b i | grep -q daddr; then exit 1; fi"
        )
    }

    @Test(.enabled(if: Sandbox.isPossible))
    func `answers to the bridges pass by a VPN's rule for everything`() throws {
        expectCure(
            Self.uplinks + """

                ip link add docker0 type bridge
                ip addr add 172.17.0.1/16 dev docker0
                ip link set docker0 up
                ip route add default dev tun0 table 52
                ip rule add from all lookup 52 pref 5270
                """,
            try text(
                .routeVPNOverride, .excludeBridgesFromVPN, .ip,
                culprit: .policyRules([Self.policyRule(5270, table: 52)]), from: Self.container,
                facts: { $0.bridgeSubnets = ["172.17.0.0/16", "172.18.0.0/16"].compactMap { IPPrefix($0) } }),
            proof: """
                ip route get 172.17.0.2 | grep -q 'dev docker0'
                ip route get 203.0.113.20 | grep -q 'dev tun0'
                """)
    }

    @Test(.enabled(if: Sandbox.hasNftables))
    func `a forward chain lets packets and their answers pass`() throws {
        expectCure(
            "nft add table inet fw; nft add chain inet fw forward '{ type filter hook forward priority 0; policy drop; }'",
            try text(
                .fwdDropped, .acceptForwarding, .nftables,
                culprit: Culprit(RulePlace(family: "inet", table: "fw", chain: "forward"))),
            proof: """
                nft list chain inet fw forward | grep -q 'ct state established,related accept'
                nft list chain inet fw forward | grep -q 'ip daddr 203.0.113.20 tcp dport 5671 accept'
                """)
    }

    /// Culprits of hostile names, and what an older version may have written.
    private static var hostile: [Culprit] {
        var inward = policyRule(100, from: "172.17.0.0/16", table: 66)
        inward.incoming = "$(reboot)"
        var outward = policyRule(101, table: 66)
        outward.outgoing = "eth0;reboot"
        let named: [Culprit] = [
            .setting(.forwarding(interface: "$(reboot)")),
            .setting(.reversePathFilter(interface: "all/reboot")),
            .setting(.forwarding(interface: "-w reboot")), .setting(.forwarding(interface: "reboot-is-too-long")),
            routes("172.17.0.0/24", interface: "reboot-is-too-long"),
            routes("172.17.0.0/24", interface: "$(reboot)"), routes("172.17.0.0/24", interface: "tun0;reboot"),
            .policyRules([inward]), .policyRules([inward, outward]),
            Culprit(RulePlace(family: "ip", table: "raw", chain: "PREROUTING;reboot", line: 2)),
            Culprit(RulePlace(family: "inet", table: "$(reboot)", chain: "forward")),
            Culprit(RulePlace(family: "reboot;", table: "filter", chain: "forward", handle: 4)),
            .network("$(reboot)", subnets: []), .program(LocalText("`reboot`")),
            .container(LocalText("$(reboot)")), .file(LocalText("/reboot"), line: 1),
        ]
        let recorded = [
            "sysctl net.ipv4.conf.$(reboot).forwarding", "sysctl -w forwarding", "route 172.17.0.0/24 dev $(reboot)",
            "the policy rules \"100;reboot: x\" and \"$(reboot): y\"", "routes 172.17.0.0/24, $(reboot) dev tun0",
            "iptables raw PREROUTING 2;reboot", "the policy rule \"reboot: x\"",
        ]
        let route = IPPrefix("203.0.113.0/24").map { Route($0, kind: .blackhole, interface: "$(reboot)") }
        return named + [route.map { .blockingRoute($0) }].compactMap(\.self)
            + recorded.map { .recorded(WireText($0)) }
    }

    /// Whoever may name a container, an interface, a table or a program steers no command that root pastes, for any cause.
    @Test(arguments: hostile)
    func `no cause has a command with a hostile name outside quotation marks`(culprit: Culprit) throws {
        if case .file = culprit { return }
        let assignment = try #require(try GuidanceTests.assignments().first)
        for cause in Cause.allCases {
            var subject = Finding.Subject(host: Host(GuidanceTests.hub))
            subject.process = LocalText("$(reboot)")
            let finding = Finding(
                cause, .error, from: [Self.container, .network("$(reboot)"), .container("reboot;")], about: subject,
                owner: .device, confidence: .certain, summary: "",
                location: Finding.Location(kind: .thisDevice, culprit: culprit), evidence: [], refutedBy: "")
            for command in Guidance.remedies(for: finding, in: assignment).flatMap(\.commands) {
                // Every second piece stands in single quotation marks, where a shell reads nothing.
                let bare = command.text.split(separator: "'", omittingEmptySubsequences: false).enumerated()
                    .filter { $0.offset % 2 == 0 }.map(\.element)
                #expect(!bare.contains { $0.contains("reboot") }, "\(cause): \(command.text)")
            }
        }
    }

    @Test(arguments: hostile)
    func `a culprit that is not what it seems never reaches a command`(culprit: Culprit) throws {
        let assignment = try #require(try GuidanceTests.assignments().first)
        for cause in [Cause.fwdDisabled, .fwdDropped, .fwdRPFilter, .routeVPNOverride, .routePolicyRule, .routeBlocked]
        {
            let finding = Finding(
                cause, .error, from: [Self.container], about: Finding.Subject(host: Host(GuidanceTests.hub)),
                owner: .device, confidence: .certain, summary: "",
                location: Finding.Location(kind: .thisDevice, culprit: culprit), evidence: [], refutedBy: "")
            for command in Guidance.remedies(for: finding, in: assignment).flatMap(\.commands) {
                #expect(!command.text.contains("reboot"), "\(cause): \(command.text)")
            }
        }
    }
}
