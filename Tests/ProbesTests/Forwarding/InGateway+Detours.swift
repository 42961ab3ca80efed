import CertificateMint
import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import ProbeTLS
@testable import Probes
import TestSupport
import Testing

/// The controls beside a tunnel: everything as the routes have it fails, and only the way out is another.
extension InGateway {
    private static let resolverFile = "nameserver \(Rules.hub)\n"

    /// What the probes before the control have seen of the device.
    private func board(
        _ plan: Plan, names: NameEvidence? = nil, lookups: RouteLookups? = nil, connect: ConnectEvidence? = nil,
        endpoint: Endpoint? = nil
    ) async throws -> Board {
        var board = Board(plan: plan)
        let routes = try await ReadRoutes().measure(Device(), GatewayLab.links(), .forTesting(plan)).evidence
        board.record(.final(.seen(routes), product: nil), for: Board.Key(ReadRoutes.id, Device()))
        if let names {
            board.record(
                .final(.seen(names), product: nil), for: Board.Key(ResolveName.id, Name(plan.services.hub)))
        }
        guard let endpoint else { return board }
        if let lookups {
            board.record(.final(.seen(lookups), product: nil), for: Board.Key(LookUpRoutes.id, endpoint))
        }
        if let connect {
            board.record(.final(.seen(connect), product: nil), for: Board.Key(ConnectEndpoint.id, endpoint))
        }
        return board
    }

    @Test func `a resolver that a tunnel swallows answers beside it`() async throws {
        let resolver = try GatewayLab.resolver()
        let tunnel = try GatewayLab.tunnel()
        defer { withExtendedLifetime((resolver, tunnel)) {} }
        try await VantageFiles.with(resolverConfiguration: Self.resolverFile) { files in
            let plan = try Plan(files)
            let names = try await NameProbe(ResolveName(), Nothing(), plan: plan).run().evidence
            #expect(names.addresses.isEmpty && names.servers.map(\.isSilent) == [true], "the tunnel swallows queries")
            let about = Name(plan.services.hub)
            let board = try await board(plan, names: names)
            guard case .settled(let input) = TunnelSilence.resolve(from: board, about: about) else {
                Issue.record("nothing calls for it")
                return
            }
            let seen = try await AskAroundTunnel().measure(about, input, .forTesting(plan)).evidence
            #expect(seen.tunnel == "tun0" && seen.interface == "eth0")
            #expect(seen.gateway?.description == "198.51.100.1")
            #expect(seen.answers.map(\.network) == [.udp, .tcp])
            for answer in seen.answers {
                #expect(answer.server.address == Rules.hub && answer.responseCode == 0)
                #expect(answer.records.map(\.data) == [.address(Rules.hub)], "over \(answer.network)")
            }

            // What the site drops is silent beside the tunnel too.
            try Shell.run("ip netns exec site nft add table inet t")
            try Shell.run("ip netns exec site nft add chain inet t i '{ type filter hook input priority 0; }'")
            try Shell.run("ip netns exec site nft add rule inet t i meta l4proto { tcp, udp } th dport 53 drop")
            let dropped = try await AskAroundTunnel().measure(about, input, .forTesting(plan)).evidence
            #expect(dropped.answers.map(\.result) == [.silent, .silent])
        }
    }

    @Test func `a connection that a tunnel swallows works beside it, and tells whose certificate is there`()
        async throws
    {
        let now = Timestamp.now().secondsSince1970
        let validity = Timestamp(secondsSince1970: now - 3600)...Timestamp(secondsSince1970: now + 3600)
        let authority = try CertificateAuthority(
            root: .init("Site Root"), intermediate: .init("Site Issuer"), validity: validity)
        let identity = try authority.issue(
            .init(.init("hub.example"), alternativeNames: ["hub.example"], validity: validity, key: .p256))
        try await VantageFiles.with(resolverConfiguration: identity.chain, hosts: identity.privateKey) { files in
            let server = try GatewayLab.serve(
                "openssl", "s_server", "-accept", "203.0.113.20:443", "-www", "-cert", files.resolverConfiguration,
                "-cert_chain", files.resolverConfiguration, "-key", files.hostsFile, ready: "ACCEPT")
            let tunnel = try GatewayLab.tunnel()
            defer { withExtendedLifetime((server, tunnel)) {} }
            var plan = Plan(hub: try HostName(validating: "hub.example"))
            plan.services.trust = TrustedRoots(given: authority.root, onlyGiven: true)
            let endpoint = Endpoint(.hub, plan.services.hub, .https)
            let lookups = try await LookUpRoutes()
                .measure(endpoint, Both(GatewayLab.links(), GatewayLab.addresses()), .forTesting(plan)).evidence
            let through = try await ConnectEndpoint().measure(
                endpoint, .addresses(GatewayLab.addresses()), .forTesting(plan))
            #expect(Set(through.evidence.attempts.map(\.result)) == [.silent], "the tunnel swallows connections")
            let board = try await board(plan, lookups: lookups, connect: through.evidence, endpoint: endpoint)
            guard case .settled(let input) = TunnelTrouble.resolve(from: board, about: endpoint) else {
                Issue.record("nothing calls for it")
                return
            }
            let seen = try await ConnectAroundTunnel().measure(endpoint, input, .forTesting(plan)).evidence
            #expect(seen.tunnel == "tun0" && seen.interface == "eth0" && seen.gateway?.description == "198.51.100.1")
            #expect(seen.connect.result == .connected && seen.connect.interface == "eth0")
            #expect(seen.isVerified == true)

            // Somebody else's certificate beside the tunnel is no way out.
            plan.services.trust = TrustedRoots()
            let foreign = try await ConnectAroundTunnel().measure(endpoint, input, .forTesting(plan)).evidence
            #expect(foreign.connect.result == .connected && foreign.isVerified == false)

            try Shell.run("ip -n site address del 203.0.113.20/32 dev lo")
            let gone = try await ConnectAroundTunnel().measure(endpoint, input, .forTesting(plan)).evidence
            #expect(gone.connect.result != .connected && gone.isVerified == nil)
        }
    }

    @Test func `nothing calls for a way beside the tunnel where there is none, or where the tunnel carries`()
        async throws
    {
        let plan = try GatewayLab.plan()
        let endpoint = try GatewayLab.endpoint()
        let connect = try await ConnectEndpoint().measure(
            endpoint, .addresses(GatewayLab.addresses()), .forTesting(plan))
        #expect(connect.evidence.attempts.map(\.error) == ["ECONNREFUSED"])
        let direct = try await LookUpRoutes().measure(
            endpoint, Both(GatewayLab.links(), GatewayLab.addresses()), GatewayLab.context()
        ).evidence
        let refused = try await board(plan, lookups: direct, connect: connect.evidence, endpoint: endpoint)
        guard case .impossible = TunnelTrouble.resolve(from: refused, about: endpoint) else {
            Issue.record("it starts without a tunnel")
            return
        }
        let tunnel = try GatewayLab.tunnel()
        defer { withExtendedLifetime(tunnel) {} }
        try Shell.run("ip route del default")
        let only = try await LookUpRoutes().measure(
            endpoint, Both(GatewayLab.links(), GatewayLab.addresses()), GatewayLab.context()
        ).evidence
        #expect(only.lookups.contains { $0.packet == .host && $0.interface == "tun0" })
        let alone = try await board(plan, lookups: only, connect: connect.evidence, endpoint: endpoint)
        guard case .impossible = TunnelTrouble.resolve(from: alone, about: endpoint) else {
            Issue.record("it starts without another way")
            return
        }
    }
}
