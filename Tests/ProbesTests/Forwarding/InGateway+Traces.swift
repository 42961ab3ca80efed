import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
@testable import Probes
import TestSupport
import Testing

/// Connections whose packets the kernel is asked to trace.
extension InGateway {
    private static func connection(from port: UInt16) -> TracedConnection {
        TracedConnection(.host, .host, from: nil, port: port, to: SocketAddress(Rules.hub, port: 443))
    }

    @Test func `ConnectTraced connects from the ports that are traced, unless one is taken meanwhile`() async throws {
        // What comes from another port than the first is lost.
        try Shell.run(
            "nft 'add table inet t; add chain inet t out { type filter hook output priority 0; }; "
                + "add rule inet t out ip daddr 203.0.113.20 tcp sport != 45671 drop'")
        let holder = try GatewayLab.serve(
            "socat", "-d", "-d", "TCP-LISTEN:45673", "OPEN:/dev/null", in: nil, ready: "listening on")
        defer { withExtendedLifetime(holder) {} }
        var plan = try GatewayLab.plan()
        plan.briefing.traced = [45671, 45672, 45673].map(Self.connection)
        let context = Context<ConnectEvidence>(
            plan: plan, deadline: .now + .seconds(10), pace: Pace(), firewall: { await RulesetListing().read() })
        let attempts = try await ConnectTraced().measure(Device(), Nothing(), context).evidence.attempts
        try #require(attempts.count == 2)
        // The site's RST, because nobody listens there.
        #expect(attempts[0].error == "ECONNREFUSED")
        #expect(attempts[1].result == .silent || attempts[1].error == "ETIMEDOUT")
    }

    @Test func `ConnectTraced is asked where something is to be traced, TracePackets of no worker`() throws {
        var plan = try GatewayLab.plan()
        #expect(ConnectTraced().subjects(in: plan).isEmpty && TracePackets().subjects(in: plan).isEmpty)
        plan.briefing.traced = [Self.connection(from: 45671)]
        #expect(ConnectTraced().subjects(in: plan) == [Device()] && TracePackets().subjects(in: plan).isEmpty)
        #expect(TracePackets().occasion(for: Device(), of: Nothing(), in: plan) == nil)
    }
}
