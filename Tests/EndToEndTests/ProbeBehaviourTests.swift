import HubEmulator
import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import TestSupport
import Testing

/// What the probes of the ladder and their controls see of a real server, each by its own evidence.
@Suite(.aheadOfOthers) struct ProbeBehaviourTests {
    private func evidence<P: Question>(_ probe: P.Type, _ fault: Fault) async throws -> [P.Evidence] {
        try await Rehearsals.shared.run(fault).survey.seen(P.self).map(\.evidence)
    }

    // MARK: - Conversations

    @Test func `ConnectMQTT has the hub's CONNACK, and RepeatMQTT asks again where there was none`() async throws {
        #expect(try await evidence(ConnectMQTT.self, .closed5671).contains { $0.proof != nil && $0.returnCode != nil })
        #expect(try await evidence(RepeatMQTT.self, .closed5671).isEmpty)
        let repeated = try #require(try await evidence(RepeatMQTT.self, .mqttSwallowed).first)
        #expect(repeated.handshake?.isVerified == true && repeated.conversation?.proof == nil)
    }

    @Test func `OpenAMQP has the hub's OPEN, and NegotiateSASL begins otherwise where there was none`() async throws {
        #expect(try await evidence(OpenAMQP.self, .closed8883).contains { $0.proof != nil })
        #expect(try await evidence(NegotiateSASL.self, .closed8883).isEmpty)
        let negotiated = try #require(try await evidence(NegotiateSASL.self, .amqpSwallowed).first)
        #expect(negotiated.handshake?.isVerified == true && negotiated.conversation?.proof == nil)
    }

    @Test func `UpgradeWebSocket is upgraded, and RequestWithoutUpgrade passes where the upgrade was reset`()
        async throws
    {
        #expect(try await evidence(UpgradeWebSocket.self, .closed8883).allSatisfy(\.isUpgraded))
        let plain = try await evidence(RequestWithoutUpgrade.self, .wsUpgradeReset)
        #expect(!plain.isEmpty && plain.allSatisfy { $0.answer != nil })
        #expect(try await evidence(RequestWithoutUpgrade.self, .closed8883).isEmpty)
    }

    @Test func `RequestHTTPS has the hub's error code and its date, and another server's page proves nothing`()
        async throws
    {
        let proven = try await evidence(RequestHTTPS.self, .closed8883)
        #expect(!proven.isEmpty && proven.allSatisfy { $0.proof == .iothubErrorCode && $0.date != nil })
        let page = try await evidence(RequestHTTPS.self, .httpNotHub)
        #expect(!page.isEmpty && page.allSatisfy { $0.exchange.result == .answered && $0.proof == nil })
    }

    @Test func `RequestDPS knows the provisioning service, RequestRegistry and ReachDataEndpoint the registry`()
        async throws
    {
        #expect(try await evidence(RequestDPS.self, .closed8883).contains(where: \.isProvisioningService))
        let registry = try #require(try await evidence(RequestRegistry.self, .closed8883).first)
        #expect(registry.isRegistry && registry.dataEndpoint != nil)
        #expect(try await evidence(ReachDataEndpoint.self, .closed8883).first?.handshake?.isVerified == true)
        let closed = try #require(try await evidence(ReachDataEndpoint.self, .registryDataClosed).first)
        #expect(closed.connect?.connected == nil && closed.handshake == nil)
    }

    // MARK: - Handshakes

    @Test func `HandshakeTLS verifies the hub, and says what is wrong with a certificate that has expired`()
        async throws
    {
        let verified = try await evidence(HandshakeTLS.self, .closed8883)
        #expect(!verified.isEmpty && verified.allSatisfy { $0.result == .completed && $0.isVerified && $0.matchesName })
        let expired = try await evidence(HandshakeTLS.self, .tlsExpired)
        #expect(expired.contains { $0.result == .completed && !$0.isVerified })
    }

    @Test func `HandshakeWithOtherName and HandshakeWithoutName pass where the name alone is filtered`() async throws {
        let other = try await evidence(HandshakeWithOtherName.self, .tlsReset)
        let none = try await evidence(HandshakeWithoutName.self, .tlsReset)
        #expect(other.contains { $0.handshake?.result == .completed })
        #expect(none.contains { $0.handshake?.result == .completed })
        #expect(
            try await evidence(HandshakeWithOtherName.self, .tlsClosed).allSatisfy {
                $0.handshake?.result != .completed
            })
        #expect(try await evidence(HandshakeWithOtherName.self, .tlsExpired).isEmpty)
    }

    @Test func `ReachDeviceName climbs where the classic name is verified, and nowhere else`() async throws {
        let seen = try #require(try await evidence(ReachDeviceName.self, .closed8883).first)
        #expect(seen.host.description == "demo-hub.device.azure-devices.net")
        #expect(seen.handshake?.isVerified == true && seen.handshake?.version == "TLSv1.3")
        #expect(try await evidence(ReachDeviceName.self, .tlsExpired).isEmpty)
    }

    @Test func `HandshakeWithSmallSegments and RepeatHandshake fail alike where a server takes and never answers`()
        async throws
    {
        let small = try await evidence(HandshakeWithSmallSegments.self, .tlsSwallowed)
        let again = try await evidence(RepeatHandshake.self, .tlsSwallowed)
        #expect(!small.isEmpty && !again.isEmpty)
        #expect((small + again).allSatisfy { $0.handshake.map { $0.result != .completed } ?? true })
    }

    @Test func `HandshakeOverIPv6 asks registries and HandshakeWithLargeHello port 443, directly and not on loopback`()
        throws
    {
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        plan.services.registries = [try HostName(validating: "mcr.example.com")]
        #expect(HandshakeOverIPv6().subjects(in: plan).map(\.service) == [.registry])
        let large = HandshakeWithLargeHello().subjects(in: plan)
        #expect(large.map(\.service) == [.hub, .registry] && large.allSatisfy { $0.port == 443 && $0.via == .direct })
        plan.services.proxy = Proxy(
            ProxyAddress(.name(try HostName(validating: "proxy.example.com")), port: 3128), source: .commandLine)
        #expect(HandshakeOverIPv6().subjects(in: plan).isEmpty)
        plan.services.isDemonstration = true
        #expect(HandshakeWithLargeHello().subjects(in: plan).isEmpty)
    }

    // MARK: - Proxies and paths

    @Test func `OpenTunnel opens or is refused, and TunnelToPlainPorts asks for the other ports`() async throws {
        #expect(try await evidence(OpenTunnel.self, .proxyOnly).allSatisfy(\.isOpen))
        let denied = try await evidence(OpenTunnel.self, .proxy403)
        #expect(denied.contains { $0.answer?.status == 403 && !$0.isOpen })
        let plain = try #require(try await evidence(TunnelToPlainPorts.self, .proxyPortDenied).first)
        #expect(plain.ports.map(\.port) == [5671, 8883])
        #expect(plain.ports.allSatisfy { $0.tunnel.map { !$0.isOpen } ?? true })
    }

    @Test func `WalkHops walks to what refused, and nowhere else`() async throws {
        let walks = try await Rehearsals.shared.run(.closed5671).survey.seen(WalkHops.self)
        #expect(walks.allSatisfy { $0.about.port == 5671 && $0.evidence.walk.remote.address.isLoopback })
    }

    // MARK: - What the parent answers

    @Test
    func
        `DescribeEngine and DescribeVantage repeat the briefing, CompareDefaultRoutes and ReadLogs are nobody's to measure`()
        async throws
    {
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        #expect(DescribeEngine().subjects(in: plan).isEmpty && DescribeVantage().subjects(in: plan).isEmpty)
        plan.briefing.engine = EngineFacts(state: .denied)
        let engine = try #require(DescribeEngine().occasion(for: Device(), of: Nothing(), in: plan))
        #expect(engine.state == .denied)
        #expect(CompareDefaultRoutes().subjects(in: plan).isEmpty)
        #expect(CompareDefaultRoutes().occasion(for: Device(), of: Nothing(), in: plan) == nil)
        #expect(ReadLogs().subjects(in: plan).isEmpty && ReadLogs().contacts(in: plan).isEmpty)
        #expect(ReadLogs().occasion(for: .journal, of: Nothing(), in: plan) == nil)
    }
}
