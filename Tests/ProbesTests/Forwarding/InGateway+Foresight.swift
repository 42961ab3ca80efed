import ProbeCore
import ProbeEvidence
import ProbeMeasurement
@testable import Probes
import TestSupport
import Testing

/// What the rules of today will do to the containers of an engine that is not there yet.
extension InGateway {
    private func foreseen() async throws -> [PacketWalk] {
        let rules = try #require(
            try await ReadForwarding().measure(Device(), GatewayLab.links(), GatewayLab.context()).product)
        let input = RulesAndAddresses(RulesOnly(rules: rules), GatewayLab.addresses())
        return try await ForeseeForwarding().measure(GatewayLab.endpoint(), input, GatewayLab.context()).evidence.walks
    }

    @Test func `ForeseeForwarding follows a packet of the modules' network and its answer by the uplink`() async throws
    {
        let walks = try await foreseen()
        #expect(
            walks.map(\.origin) == [.container(network: "azure-iot-edge"), .answer(network: "azure-iot-edge")])
        #expect(walks.map(\.verdict) == [.passes, .passes])
        #expect(walks.first?.packet.outgoing == "eth0" && walks.last?.packet.incoming == "eth0")
    }

    @Test func `a filter beside iptables will drop them, whatever an engine adds`() async throws {
        try Shell.run(
            "nft 'add table inet site; add chain inet site through { type filter hook forward priority 0; policy drop; }'"
        )
        let walk = try #require(try await foreseen().first)
        #expect(walk.verdict == .dropped)
        #expect(walk.place?.table == "site" && walk.place?.chain == "through")
    }

    @Test func `a policy of iptables' FORWARD, which an engine's rules go before, counts for nothing`() async throws {
        try Shell.run("iptables-nft -P FORWARD DROP")
        #expect(try await foreseen().map(\.verdict) == [.passes, .passes])
    }

    @Test func `it is asked where there is no engine, and for what the host's own rules decide`() throws {
        var plan = Plan(hub: try HostName(validating: "hub.example"))
        #expect(ForeseeForwarding().subjects(in: plan).isEmpty)
        plan.briefing.engine = EngineFacts(state: .absent)
        let subjects = ForeseeForwarding().subjects(in: plan)
        #expect(!subjects.isEmpty && subjects.allSatisfy { $0.service == .hub && !$0.transport.usesWebSocket })
        plan.briefing.engine = EngineFacts(state: .running)
        #expect(ForeseeForwarding().subjects(in: plan).isEmpty)
        plan.briefing.engine = EngineFacts(state: .absent)
        plan.briefing.vantage = .bridge
        #expect(ForeseeForwarding().subjects(in: plan).isEmpty)
    }
}
