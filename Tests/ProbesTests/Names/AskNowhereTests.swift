import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import TestSupport
import Testing

@Suite(.aheadOfOthers) struct AskNowhereTests {
    private static func plan() throws -> Plan {
        var plan = Plan(hub: try HostName(validating: "hub.example"))
        plan.services.registries = [try HostName(validating: "registry.example")]
        plan.services.controlResolver = SocketAddress("1.1.1.1", defaultPort: 53)
        plan.services.halfOpenControl = SocketAddress("192.0.2.1:443", defaultPort: 443)
        return plan
    }

    @Test func `it weighs a resolver outside, and is about hubs alone`() throws {
        var plan = try Self.plan()
        #expect(AskNowhere().subjects(in: plan).map(\.host) == [plan.services.hub])
        #expect(AskNowhere().contacts(in: plan).flatMap(\.ports) == [53])
        plan.services.controlResolver = nil
        #expect(AskNowhere().subjects(in: plan).isEmpty && AskNowhere().contacts(in: plan).isEmpty)
        plan = try Self.plan()
        plan.services.halfOpenControl = nil
        #expect(AskNowhere().subjects(in: plan).isEmpty && AskNowhere().contacts(in: plan).isEmpty)
    }

    @Test func `who answers there is kept with what he says`() async throws {
        try await LoopbackResolver.with(udp: LoopbackResolver.answers("10.9.9.9")) { resolver in
            let plan = try Self.plan()
            let evidence = try await AskNowhere().measure(
                Name(plan.services.hub), resolver.address, .forTesting(plan)
            ).evidence
            #expect(evidence.answers.map(\.result) == [.answered])
            #expect(evidence.answers.flatMap(\.addresses).map(\.description) == ["10.9.9.9"])
            #expect(resolver.queries.map(\.network) == [.udp])
        }
    }

    @Test func `where nobody answers, the silence ends by itself`() async throws {
        try await LoopbackResolver.with(udp: LoopbackResolver.isSilent) { resolver in
            let plan = try Self.plan()
            let start = ContinuousClock.now
            let evidence = try await AskNowhere().measure(
                Name(plan.services.hub), resolver.address, .forTesting(plan, within: .seconds(60))
            ).evidence
            #expect(evidence.answers.map(\.result) == [.silent])
            #expect(ContinuousClock.now - start < .seconds(30))
        }
    }
}
