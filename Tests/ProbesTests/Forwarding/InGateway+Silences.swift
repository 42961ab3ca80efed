import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
@testable import Probes
import TestSupport
import Testing

/// What this device itself makes of a silent connection: what its kernel throws away, and the address that it comes from.
extension InGateway {
    private var remote: SocketAddress { SocketAddress(Rules.hub, port: 443) }

    private func unanswered() -> Unanswered { Unanswered(services: [remote], resolvers: []) }

    private func losses() async throws -> LossCount {
        try await CountLosses().measure(Device(), unanswered(), GatewayLab.context()).evidence
    }

    @Test(
        arguments: [
            ("dir out src 0.0.0.0/0 dst 203.0.113.0/24 action block", .outPolicyBlocks),
            ("dir in src 203.0.113.0/24 dst 0.0.0.0/0 action block", .inPolicyBlocks),
            (
                "dir out src 0.0.0.0/0 dst 203.0.113.0/24 tmpl src 198.51.100.10 dst 192.0.2.9 proto esp mode tunnel",
                .outWithoutState
            ),
        ] as [(String, LossCount.Counter)])
    func `what an IPsec policy takes is counted with each connection, and not without`(
        policy: String, counter: LossCount.Counter
    ) async throws {
        try Shell.run("ip xfrm policy add \(policy)")
        defer { _ = try? Shell.run("ip xfrm policy flush") }
        // A counter that never counted is not looked at again.
        try Shell.run("timeout 0.5 bash -c 'exec 3<>/dev/tcp/203.0.113.20/443' || true")
        let seen = try await losses()
        #expect(seen.remote == remote && seen.connections == 6)
        let rise = try #require(seen.rises.first { $0.counter == counter })
        #expect(rise.own >= 6 && rise.idle == 0, "\(seen.rises)")
    }

    @Test func `where the kernel throws nothing away nothing is counted`() async throws {
        #expect(try await losses().rises.isEmpty)
    }

    @Test func `a connection that the routes' own source gets no answer for opens from the link's`() async throws {
        try Shell.run(
            """
            ip addr add 172.31.0.1/32 dev lo
            ip route replace default via 198.51.100.1 dev eth0 src 172.31.0.1
            """)
        let endpoint = try GatewayLab.endpoint()
        let lookups = try await LookUpRoutes().measure(
            endpoint, Both(GatewayLab.links(), GatewayLab.addresses()), GatewayLab.context()
        ).evidence
        let way = try #require(lookups.lookups.first { $0.packet == .host })
        #expect(way.source?.description == "172.31.0.1")
        let source = try #require(IPAddress("198.51.100.10"))
        let input = StrangeSources(ways: [.init(remote: remote, lookup: way, source: source)])
        let seen = try await ConnectFromLink().measure(Device(), input, GatewayLab.context()).evidence
        #expect(seen.attempts.map(\.connect.error) == ["ECONNREFUSED"], "the other end is reached")
        #expect(seen.attempts.map { $0.connect.localAddress?.address } == [source])
    }

    @Test func `another source is tried where the routes prefer one that is not the link's, and nowhere else`()
        async throws
    {
        func readiness() async throws -> Readiness<StrangeSources> {
            let plan = try GatewayLab.plan()
            let endpoint = try GatewayLab.endpoint()
            var board = Board(plan: plan)
            var evidence = ConnectEvidence()
            evidence.attempts = [ConnectAttempt(remote: remote, result: .silent, latency: Seconds(3))]
            board.record(.final(.seen(evidence), product: nil), for: Board.Key(ConnectEndpoint.id, endpoint))
            let routes = try await ReadRoutes().measure(Device(), GatewayLab.links(), GatewayLab.context()).evidence
            board.record(.final(.seen(routes), product: nil), for: Board.Key(ReadRoutes.id, Device()))
            let lookups = try await LookUpRoutes().measure(
                endpoint, Both(GatewayLab.links(), GatewayLab.addresses()), GatewayLab.context()
            ).evidence
            board.record(.final(.seen(lookups), product: nil), for: Board.Key(LookUpRoutes.id, endpoint))
            return StrangeSources.resolve(from: board, about: Device())
        }
        guard case .impossible(let reason) = try await readiness() else {
            Issue.record("it tries the source that the routes prefer")
            return
        }
        #expect(reason.code == .notNeeded)
        try Shell.run(
            "ip addr add 172.31.0.1/32 dev lo; ip route replace default via 198.51.100.1 dev eth0 src 172.31.0.1")
        guard case .settled(let input) = try await readiness() else {
            Issue.record("it does not try the link's own address")
            return
        }
        #expect(input.ways.map(\.source.description) == ["198.51.100.10"])
    }

    @Test func `who counts hops answers what begins with one more, and nothing else`() async throws {
        try Shell.run(
            """
            ip netns exec site nft add table inet t
            ip netns exec site nft add chain inet t in '{ type filter hook prerouting priority 0; }'
            ip netns exec site nft add rule inet t in ip ttl 64 tcp dport 443 drop
            """)
        let seen = try await ConnectOneHopFurther().measure(Device(), remote, GatewayLab.context()).evidence
        #expect(seen.usual.result == .silent && seen.raised.error == "ECONNREFUSED")
        #expect(seen.raised.hopLimit == 65)
    }

    @Test func `an address on the link itself that nobody has is among the neighbours that were silent`() async throws {
        try Shell.run("timeout 2.5 bash -c 'exec 3<>/dev/tcp/198.51.100.88/443' || true")
        let silent = try #require(IPAddress("198.51.100.88"))
        let seen = try await ReadGateways().measure(
            Device(), EndedSilence(silent: [silent]), GatewayLab.context()
        ).evidence.neighbours
        #expect(seen.first == Neighbour(silent, on: "eth0", .failed))
    }

    @Test func `a route with several next hops is read with all of them`() async throws {
        try Shell.run(
            "ip route replace default nexthop via 198.51.100.1 dev eth0 nexthop via 198.51.101.1 dev eth1")
        let state = try await ReadRoutes().measure(Device(), GatewayLab.links(), GatewayLab.context()).evidence
        let route = try #require(state.routes.first { $0.isMainDefault })
        #expect(route.hops.map { $0.gateway?.description } == ["198.51.100.1", "198.51.101.1"])
        #expect(route.hops.map(\.interface) == ["eth0", "eth1"])
    }
}
