import ProbeCore
import ProbeEvidence
import ProbeMeasurement
@testable import Probes
import TestSupport
import Testing

/// What the rules of today will do to the containers of an engine that is not there yet.
extension InGateway {
    private func foreseen() async throws -> [PacketWalk] {
        try await foreseen(
            rules: try #require(
                try await ReadForwarding().measure(Device(), GatewayLab.links(), GatewayLab.context()).product))
    }

    private func foreseen(rules: RulesInForce) async throws -> [PacketWalk] {
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

    @Test func `a policy of the other FORWARD than the one that an engine's rules go to stops them`() async throws {
        try Shell.run("iptables-nft -P FORWARD DROP")
        let read = try #require(
            try await ReadForwarding().measure(Device(), GatewayLab.links(), GatewayLab.context()).product)
        let elsewhere = RulesInForce(
            ruleset: read.ruleset, walk: read.walk, links: read.links, iptables: .legacy, own: read.own,
            senders: read.senders)
        let walk = try #require(try await foreseen(rules: elsewhere).first)
        #expect(walk.verdict == .dropped)
        #expect(walk.place?.isPolicy == true && walk.place?.description == "iptables filter FORWARD policy")
    }

    @Test func `what firewalld does before all zones holds, and what its zones do does not`() async throws {
        let table = """
            table inet firewalld {
             chain filter_FORWARD {
              type filter hook forward priority 10; policy accept;
              ct state established accept
              jump filter_FORWARD_ZONES
              reject
             }
             chain filter_FORWARD_ZONES { drop; }
             chain filter_FORWARD_POLICIES_pre { %; }
            }
            """
        try Shell.run("nft '\(table.replacing("%", with: "tcp dport 23 reject"))'")
        #expect(try await foreseen().map(\.verdict) == [.passes, .passes])
        try Shell.run("nft flush ruleset; nft '\(table.replacing("%", with: "drop"))'")
        let walks = try await foreseen()
        #expect(walks.map(\.verdict) == [.dropped, .passes])
        #expect(walks.first?.place?.chain == "filter_FORWARD_POLICIES_pre")
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
