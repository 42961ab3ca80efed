import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import ProbeTransport
@testable import Probes
import TestSupport
import Testing

/// What is looked at once something failed: the gateways, the counters, the rules before resolvers, the other addresses.
extension InGateway {
    // MARK: Gateways

    private func gateways() async throws -> [Neighbour] {
        try await ReadGateways().measure(Device(), EndedSilence(), GatewayLab.context()).evidence.neighbours
    }

    @Test func `a gateway that answers ARP is known, and no other neighbour is told of`() async throws {
        #expect(try GatewayLab.reaches(443))
        let seen = try await gateways()
        #expect(seen.map(\.address.description) == ["198.51.100.1"])
        #expect(seen.allSatisfy { $0.interface == "eth0" && [.reachable, .delay, .stale, .probe].contains($0.state) })
    }

    @Test func `a gateway that is not there is waited for until the kernel gives it up`() async throws {
        try Shell.run("ip route replace default via 198.51.100.77")
        // Over before the kernel gives up: another SYN would have it ask again at once.
        try Shell.run("timeout 2.5 bash -c 'exec 3<>/dev/tcp/203.0.113.20/443' || true")
        #expect(try Shell.run("ip neighbour show to 198.51.100.77").contains("INCOMPLETE"))
        let seen = try await gateways()
        #expect(seen == [Neighbour(try #require(IPAddress("198.51.100.77")), on: "eth0", .failed)])
    }

    // MARK: Counters

    private func rules() async throws -> (evidence: ForwardingState, rules: RulesInForce) {
        let measured = try await ReadForwarding().measure(Device(), GatewayLab.links(), GatewayLab.context())
        return (measured.evidence, try #require(measured.product))
    }

    /// What is counted while a container tries to connect, or while nobody does.
    private func rises(_ rules: RulesInForce?, whileConnecting: Bool = true) async throws -> CounterRises {
        let (ended, end) = AsyncStream.makeStream(of: Never.self)
        let plan = try GatewayLab.plan()
        let suspicion = DropSuspicion(counters: ForwardingSettings.counters(), rules: rules)
        async let rises = CountDrops().measure(
            Device(), suspicion,
            Context(
                plan: plan, deadline: .now + .seconds(10), pace: Pace(), othersEnd: { for await _ in ended {} },
                firewall: { await RulesetListing().read() })
        ).evidence
        if whileConnecting { #expect(try !GatewayLab.reaches(443)) }
        end.finish()
        return try await rises
    }

    @Test func `the rule that drops has counted what was sent meanwhile, and none where nothing was`() async throws {
        try Shell.run(
            """
            nft add table inet t
            nft add chain inet t f '{ type filter hook forward priority 0; }'
            nft add rule inet t f tcp dport 8883 counter drop
            nft add rule inet t f tcp dport 443 counter drop
            """)
        let quiet = try await rises(rules().rules, whileConnecting: false)
        #expect(quiet.rules.isEmpty && quiet.ip?.badAddresses == 0)
        let seen = try await rises(rules().rules)
        #expect(seen.rules.map(\.place.line) == [2] && seen.rules.allSatisfy { $0.packets > 0 })
        #expect(seen.ip?.badAddresses == 0)
        // Without the right to read rules the kernel's own counters are still there.
        let unprivileged = try await rises(nil)
        #expect(unprivileged.rules.isEmpty && unprivileged.ip != nil)
    }

    @Test func `a device that does not forward counts addresses that are not its own`() async throws {
        try Shell.run("echo 0 > /proc/sys/net/ipv4/ip_forward")
        let seen = try await rises(rules().rules)
        #expect(seen.rules.isEmpty)
        #expect(try #require(seen.ip).badAddresses > 0)
    }

    @Test func `counters are read where a rule may drop, or nothing is forwarded, and nowhere else`() async throws {
        func suspicion() async throws -> Readiness<DropSuspicion> {
            var board = Board(plan: try GatewayLab.plan())
            let (state, rules) = try await rules()
            board.record(.final(.seen(state), product: rules), for: Board.Key(ReadForwarding.id, Device()))
            let input = RulesAndAddresses(RulesOnly(rules: rules), GatewayLab.addresses())
            let walks = try await WalkRules().measure(GatewayLab.endpoint(), input, GatewayLab.context()).evidence
            board.record(.final(.seen(walks), product: nil), for: Board.Key(WalkRules.id, try GatewayLab.endpoint()))
            return DropSuspicion.resolve(from: board, about: Device())
        }
        guard case .impossible(let reason) = try await suspicion() else {
            Issue.record("it counts although everything passes")
            return
        }
        #expect(reason.code == .notNeeded)
        for fault in ["iptables-nft -P FORWARD DROP", "echo 0 > /proc/sys/net/ipv4/ip_forward"] {
            try GatewayLab.reset()
            try Shell.run(fault)
            guard case .settled(let input) = try await suspicion() else {
                Issue.record("it does not count: \(fault)")
                continue
            }
            #expect(input.rules != nil)
        }
    }

    // MARK: Resolvers

    /// Whether the site's resolver answers a container over UDP: a query for hub.example, and two bytes of an answer.
    private func containerIsAnswered() throws -> Bool {
        try Shell.run(
            #"""
            ip netns exec box bash -c 'exec 3<>/dev/udp/203.0.113.20/53
            printf "\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03hub\x07example\x00\x00\x01\x00\x01" >&3
            timeout 0.5 head -c 2 <&3 | wc -c'
            """#
        ).contains("2")
    }

    @Test(
        arguments: [
            ("true", nil, nil),
            ("iptables-nft -I FORWARD -p udp --dport 53 -j DROP", "iptables filter FORWARD 1", DNSAnswer.Network.udp),
            ("iptables-nft -I FORWARD -p tcp --dport 53 -j DROP", "iptables filter FORWARD 1", .tcp),
            ("iptables-nft -I FORWARD -p udp --sport 53 -j DROP", "iptables filter FORWARD 1", .udp),
        ] as [(String, String?, DNSAnswer.Network?)])
    func `the walk before a resolver says what becomes of a container's query, there and back`(
        script: String, place: String?, network: DNSAnswer.Network?
    ) async throws {
        let resolver = try GatewayLab.resolver()
        defer { withExtendedLifetime(resolver) {} }
        try Shell.run(script)
        #expect(try containerIsAnswered() == (network != .udp), "what the kernel does: \(script)")
        try await VantageFiles.with(resolverConfiguration: "nameserver \(Rules.hub)\n") { files in
            var plan = try Plan(files)
            plan.briefing.networks = [GatewayLab.network]
            let input = RulesOnly(rules: try await rules().rules)
            let walks = try await WalkRulesToResolvers().measure(Device(), input, .forTesting(plan)).evidence.walks
            #expect(walks.count == 8, "the queries of the host and of a container, and their answers, over UDP and TCP")
            #expect(walks.allSatisfy { $0.packet.port == 53 })
            let dropped = walks.filter { $0.verdict == .dropped }
            #expect(dropped.map(\.place?.description) == (place == nil ? [] : [place]), "\(walks)")
            // The port that a client takes is not known, so that the other direction of the same exchange stays open.
            let others = walks.filter { $0.origin == .host || $0.packet.network.rawValue != network?.rawValue }
            #expect(others.count == (place == nil ? 8 : 6) && others.allSatisfy { $0.verdict == .passes }, "\(walks)")
            #expect(dropped.allSatisfy { $0.packet.network.rawValue == network?.rawValue })
        }
    }

    @Test func `a walk to a resolver passes the routers on the way, and tells one that answers from one that does not`()
        async throws
    {
        try Shell.run(
            """
            ip netns add far
            ip link add behind netns site type veth peer name eth0 netns far
            ip -n site address add 10.9.0.1/24 dev behind
            ip -n site link set behind up
            ip netns exec site sysctl -qw net.ipv4.ip_forward=1
            ip -n far address add 10.9.0.2/24 dev eth0
            ip -n far link set eth0 up
            ip -n far route add default via 10.9.0.1
            """)
        defer { _ = try? Shell.run("ip netns delete far") }
        let far = SocketAddress(Rules.address("10.9.0.2"), port: 53)
        let plan = try GatewayLab.plan()
        let name = Name(plan.services.hub)
        var names = NameEvidence()
        names.servers = [NameEvidence.Server(server: far, answers: [])]
        let probe = WalkToResolvers()
        let following = Following<ResolveName>(name, names, isFinal: true)
        let silent = try #require(probe.occasion(for: name, of: following, in: plan))
        #expect(silent == [far])
        func walk() async throws -> ResolverWalks {
            try await probe.measure(name, silent, .forTesting(plan)).evidence
        }

        // Nobody listens, and the far end says so.
        let closed = try await walk()
        #expect(closed.walks.first?.end?.answer == .refused && closed.lastRouter(before: far) == nil)

        let resolver = try GatewayLab.resolver(in: "far")
        defer { withExtendedLifetime(resolver) {} }
        let answered = try await walk()
        #expect(answered.walks.first?.end?.limit == 2 && answered.lastRouter(before: far) == nil)

        try Shell.run("ip netns exec site nft add table inet t")
        try Shell.run("ip netns exec site nft add chain inet t f '{ type filter hook forward priority 0; }'")
        try Shell.run("ip netns exec site nft add rule inet t f udp dport 53 drop")
        let dropped = try #require(try await walk().lastRouter(before: far))
        #expect(dropped.limit == 1 && dropped.address?.description == "198.51.100.1")

        // A resolver on this device has no path, and one that answered needs no walk.
        names.servers = [NameEvidence.Server(server: SocketAddress(Rules.address("127.0.0.53"), port: 53), answers: [])]
        #expect(probe.occasion(for: name, of: Following(name, names, isFinal: true), in: plan) == nil)
    }

    // MARK: Addresses

    @Test func `the addresses that the ladder did not need are judged, each by what it does`() async throws {
        let all = ["203.0.113.20", "203.0.113.21", "203.0.113.22", "203.0.113.23"].map {
            SocketAddress(Rules.address($0), port: 443)
        }
        for remote in all.dropFirst() { try Shell.run("ip -n site address add \(remote.address)/32 dev lo") }
        defer {
            for remote in all.dropFirst() { _ = try? Shell.run("ip -n site address del \(remote.address)/32 dev lo") }
        }
        try Shell.run(
            """
            ip netns exec site nft add table inet t
            ip netns exec site nft add chain inet t i '{ type filter hook input priority 0; }'
            ip netns exec site nft add rule inet t i ip daddr 203.0.113.22 drop
            """)
        let servers = try ["203.0.113.20", "203.0.113.23"].map {
            try GatewayLab.serve(
                "socat", "-d", "-d", "TCP-LISTEN:443,fork,reuseaddr,bind=\($0)", "OPEN:/dev/null",
                ready: "listening on")
        }
        defer { withExtendedLifetime(servers) {} }
        let endpoint = try GatewayLab.endpoint()
        let plan = try GatewayLab.plan()
        let candidates = Addresses(addresses: all, fromControlResolver: false, wasRedirected: false)
        let ladder = try await ConnectEndpoint().measure(endpoint, .addresses(candidates), GatewayLab.context())
        await ladder.product?.close()
        #expect(ladder.evidence.connected == all[0])

        let probe = ConnectOtherAddresses()
        let after = After<ConnectEndpoint>(endpoint, .seen(ladder.evidence))
        let others = try #require(probe.occasion(for: endpoint, of: after, in: plan))
        #expect(others == Array(all.dropFirst()))
        let seen = try await probe.measure(endpoint, others, GatewayLab.context()).evidence
        let results = Dictionary(grouping: seen.attempts, by: \.remote).mapValues { $0.map(\.result) }
        #expect(results[all[1]] == [.failed])
        #expect(seen.attempts.first { $0.remote == all[1] }?.error == "ECONNREFUSED")
        #expect(results[all[2]] == [.silent, .silent], "silence needs two attempts")
        #expect(results[all[3]] == [.connected])
        #expect(seen.connected == nil, "none of them climbs")

        // By itself each is tried again as long as it opens.
        let lone = LoneFailures(remotes: [all[3], all[1]], connections: [])
        let byItself = try await ConnectAlone().measure(Device(), lone, GatewayLab.context()).evidence
        #expect(byItself.attempts.map(\.result) == [.connected, .connected, .connected, .failed])

        // Nobody is asked again where the ladder itself has tried them all, or got nowhere.
        let silent = try await ConnectEndpoint().measure(
            endpoint,
            .addresses(Addresses(addresses: [all[2]], fromControlResolver: false, wasRedirected: false)),
            GatewayLab.context())
        #expect(probe.occasion(for: endpoint, of: After(endpoint, .seen(silent.evidence)), in: plan) == nil)
        let alone = try await ConnectEndpoint().measure(
            endpoint,
            .addresses(Addresses(addresses: [all[0]], fromControlResolver: false, wasRedirected: false)),
            GatewayLab.context())
        await alone.product?.close()
        #expect(probe.occasion(for: endpoint, of: After(endpoint, .seen(alone.evidence)), in: plan) == nil)
    }
}
