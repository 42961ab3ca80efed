import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
@testable import Probes
import TestSupport
import Testing

/// The door to the gateway's namespaces.
struct GatewayLabTests {
    @Test(
        .enabled(
            if: GatewayLab.isAvailable, "needs root, namespaces, ip, nft, iptables-nft, dnsmasq, openssl and socat"),
        .timeLimit(.minutes(3)))
    func `everything measured on the gateway holds`() throws {
        let (status, output) = try GatewayLab.runInside("InGateway")
        #expect(status == 0, "\(output)")
        #expect(!output.contains("Test run with 0 tests"), "\(output)")
    }
}

/// What the kernel does is what the walk and the look-ups say.
@Suite(.serialized, .enabled(if: GatewayLab.isInside, "started by the test of the gateway"))
struct InGateway {
    init() throws { try GatewayLab.reset() }

    private func walks(port: UInt16 = 443) async throws -> [PacketWalk] {
        let rules = try #require(
            try await ReadForwarding().measure(
                Device(), GatewayLab.links(), GatewayLab.context()
            ).product)
        let input = RulesAndAddresses(RulesOnly(rules: rules), GatewayLab.addresses(port: port))
        return try await WalkRules().measure(GatewayLab.endpoint(), input, GatewayLab.context()).evidence.walks
    }

    /// Each a ruleset and the port in question, with the place that a walk has to name; nothing where packets pass.
    static let rulesets: [(script: String, place: String?)] = [
        ("true", nil),
        ("iptables-nft -P FORWARD DROP", "iptables filter FORWARD policy"),
        (
            """
            iptables-nft -N DOCKER-USER
            iptables-nft -A FORWARD -j DOCKER-USER
            iptables-nft -A DOCKER-USER -p tcp --dport 5671 -j DROP
            iptables-nft -A DOCKER-USER -p tcp -m multiport --dports 443,8883 -m comment --comment no -j DROP
            iptables-nft -A DOCKER-USER -j RETURN
            """, "iptables filter DOCKER-USER 2"
        ),
        (
            // Docker's own rules, as 20.10 writes them.
            """
            iptables-nft -P FORWARD DROP
            iptables-nft -N DOCKER; iptables-nft -N ISOLATION; iptables-nft -N DOCKER-USER
            iptables-nft -A FORWARD -j DOCKER-USER
            iptables-nft -A FORWARD -j ISOLATION
            iptables-nft -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            iptables-nft -A FORWARD -o docker0 -j DOCKER
            iptables-nft -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
            iptables-nft -A ISOLATION -i docker0 ! -o docker0 -j RETURN
            iptables-nft -A ISOLATION -j RETURN
            iptables-nft -t nat -N DOCKER
            iptables-nft -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
            iptables-nft -t nat -A DOCKER ! -i docker0 -p tcp --dport 443 -j DNAT --to-destination 172.17.0.9:443
            """, nil
        ),
        (
            // The answer is not let in: nothing accepts what is established.
            """
            iptables-nft -P FORWARD DROP
            iptables-nft -A FORWARD -i docker0 -j ACCEPT
            """, "iptables filter FORWARD policy"
        ),
        (
            """
            iptables-nft -P FORWARD DROP
            iptables-nft -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            iptables-nft -A FORWARD -m conntrack --ctstate INVALID -j DROP
            iptables-nft -A FORWARD -m state --state NEW -s 172.16.0.0/12 -j ACCEPT
            """, nil
        ),
        (
            """
            nft -f - <<'END'
            table inet site {
                set hubs { type ipv4_addr; flags interval; elements = { 203.0.113.0/24 } }
                map verdicts { type inet_service : verdict; elements = { 443 : goto closed, 5671 : accept } }
                chain closed { counter drop
                }
                chain check { ct state established,related return
                    ip daddr @hubs tcp dport vmap @verdicts
                }
                chain forward { type filter hook forward priority 10; policy accept;
                    iifname "docker*" jump check
                }
            }
            END
            """, "nft inet site closed handle 6"
        ),
        (
            """
            nft -f - <<'END'
            table inet firewalld {
                chain mangle { type filter hook prerouting priority -150; meta mark set 0x7
                }
                chain forward { type filter hook forward priority 10; policy drop;
                    ct state { established, related } accept
                    ct status dnat accept
                    iifname "lo" accept
                    meta mark & 0xff == 0x7 ip saddr . tcp dport { 172.17.0.2 . 443 } accept
                    reject with icmpx type admin-prohibited
                }
            }
            END
            """, nil
        ),
        (
            """
            nft -f - <<'END'
            table ip raw { chain PREROUTING { type filter hook prerouting priority -300;
                    ip daddr 172.17.0.2 iifname != "docker0" drop
                    tcp dport 443 ip protocol tcp iifname docker0 drop
            }
            }
            END
            """, "iptables raw PREROUTING 2"
        ),
    ]

    @Test(arguments: rulesets.indices)
    func `the walk says what the kernel does`(index: Int) async throws {
        let (script, place) = Self.rulesets[index]
        try Shell.run(script)
        #expect(try GatewayLab.reaches(443) == (place == nil), "what the kernel does: \(script)")
        let all = try await walks()
        let walks = all.filter { $0.origin != .host }
        #expect(walks.count == 2)
        let decisive = walks.first { $0.verdict != .passes }
        #expect(decisive?.place?.description == place, "\(walks)")
        if place != nil { #expect(decisive?.verdict == .dropped) }
        #expect(all.first { $0.origin == .host }?.verdict == .passes)
        if walks[0].verdict == .passes { #expect(walks[0].source == .translated) }
    }

    @Test func `a flushed nat table translates nobody`() async throws {
        try Shell.run("nft flush ruleset")
        #expect(try !GatewayLab.reaches(443))
        let walk = try #require(try await walks().first { $0.origin == .container(network: "bridge") })
        #expect(walk.verdict == .passes)
        #expect(walk.source == .kept)
    }

    @Test func `counters of rules that drop rise, and only theirs`() async throws {
        try Shell.run("nft add table inet t; nft add chain inet t f '{ type filter hook forward priority 0; }'")
        try Shell.run(
            "nft add rule inet t f tcp dport 443 counter drop; nft add rule inet t f tcp dport 1 counter drop")
        let before = try #require(await RulesetListing().read().ruleset()).rules
        #expect(try !GatewayLab.reaches(443))
        let rises = before.rises(until: try #require(await RulesetListing().read().ruleset()).rules)
        #expect(rises.map(\.place.line) == [1])
        #expect(rises.allSatisfy { $0.packets > 0 })
    }

    // MARK: Routes

    private func lookups() async throws -> [RouteLookup] {
        try await LookUpRoutes().measure(
            GatewayLab.endpoint(), Both(GatewayLab.links(), GatewayLab.addresses()), GatewayLab.context()
        ).evidence
            .lookups
    }

    private func lookup(_ packet: RouteLookup.Packet) async throws -> RouteLookup {
        try #require(try await lookups().first { $0.packet == packet })
    }

    @Test func `packets go out by the default route, and answers come back to the bridge`() async throws {
        let host = try await lookup(.host)
        #expect(host.interface == "eth0")
        #expect(host.gateway?.description == "198.51.100.1")
        #expect(host.route?.length == 0)
        #expect(try await lookup(.container(network: "bridge")).interface == "eth0")
        #expect(try await lookup(.answer(network: "bridge")).interface == "docker0")
        #expect(try await lookup(.answer(network: "bridge")).route?.description == "172.17.0.0/16")
    }

    @Test func `without forwarding the kernel has no way for a container`() async throws {
        try Shell.run("echo 0 > /proc/sys/net/ipv4/ip_forward")
        #expect(try !GatewayLab.reaches(443))
        #expect(try await lookup(.container(network: "bridge")).error == "EHOSTUNREACH")
        let state = try await ReadForwarding().measure(
            Device(), GatewayLab.links(), GatewayLab.context()
        ).evidence
        #expect(state.forwardsIPv4 == false)
        #expect(state.interface(named: "docker0")?.forwardsIPv4 == false)
    }

    @Test func `a policy rule is read, and sends containers another way`() async throws {
        try Shell.run(
            "ip rule add pref 100 from 172.17.0.0/16 fwmark 0/0x10 lookup 66; ip route add table 66 default via 198.51.101.1"
        )
        let state = try await ReadRoutes().measure(Device(), GatewayLab.links(), GatewayLab.context()).evidence
        let rule = try #require(state.rules.first { $0.priority == 100 })
        #expect(rule.description == "100: from 172.17.0.0/16 fwmark 0x0/0x10 lookup 66")
        let packet = RoutedPacket(to: Rules.hub, from: Rules.container, incoming: "docker0")
        #expect(rule.matches(packet) == true)
        #expect(rule.matches(RoutedPacket(to: Rules.hub)) == false)
        #expect(state.routes.contains { $0.table == 66 && $0.interface == "eth1" })
        let container = try await lookup(.container(network: "bridge"))
        #expect(container.interface == "eth1")
        #expect(container.table == 66)
        #expect(try await lookup(.host).interface == "eth0")
    }

    @Test func `strict filtering refuses a packet whose source is not behind its interface`() async throws {
        try Shell.run(
            """
            ip route add 172.17.0.0/24 dev eth1
            echo 1 > /proc/sys/net/ipv4/conf/docker0/rp_filter
            """)
        let error = try #require(try await lookup(.container(network: "bridge")).error)
        #expect(["EXDEV", "EINVAL"].contains(error), "by the kernel's version")
        #expect(try await lookup(.answer(network: "bridge")).interface == "eth1", "the way back is told all the same")
    }

    @Test func `a route over the bridge's subnet takes the answers`() async throws {
        try Shell.run("ip route add 172.17.0.0/24 dev eth1")
        #expect(try !GatewayLab.reaches(443))
        let answer = try await lookup(.answer(network: "bridge"))
        #expect(answer.interface == "eth1")
        #expect(answer.route?.description == "172.17.0.0/24")
    }

    @Test func `blocking routes and rules answer as themselves`() async throws {
        try Shell.run("ip route add table 66 prohibit 203.0.113.0/24; ip rule add pref 50 lookup 66")
        let host = try await lookup(.host)
        #expect(host.error == "EACCES")
        let state = try await ReadRoutes().measure(Device(), GatewayLab.links(), GatewayLab.context()).evidence
        #expect(state.routes.contains { $0.description == "prohibit 203.0.113.0/24 table 66" })
    }

    @Test func `a connection is bound to another interface than the routes prefer`() async throws {
        let egress = TCP.Egress(interface: "eth1", source: Rules.address("198.51.101.10"))
        try Shell.run("ip route add table main default via 198.51.101.1 metric 500")
        defer { _ = try? Shell.run("ip route del default via 198.51.101.1") }
        let (attempt, _) = try await TCP.connect(
            to: SocketAddress(Rules.hub, port: 443), options: TCP.Options(egress: egress), deadline: .now + .seconds(2))
        #expect(attempt.error == "ECONNREFUSED")
        #expect(attempt.interface == "eth1")
        let bound = try await lookups().compactMap { lookup -> InterfaceName? in
            guard case .bound(let interface) = lookup.packet else { return nil }
            return interface
        }
        #expect(bound == ["eth0", "eth1"])
    }
}
