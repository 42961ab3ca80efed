import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import TestSupport
import Testing

@Suite(.aheadOfOthers) struct AskUpstreamsTests {
    private static func hub() throws -> HostName { try HostName(validating: "hub.example") }

    /// What the host's resolv.conf led to.
    private static func resolved(
        _ source: NameEvidence.Source?, by servers: String..., isFinal: Bool = true
    ) throws -> Following<ResolveName> {
        var evidence = NameEvidence()
        evidence.source = source
        evidence.isStuck = !isFinal
        evidence.servers = try servers.map {
            NameEvidence.Server(server: try #require(SocketAddress($0, defaultPort: 53)), answers: [])
        }
        return Following(Name(try hub()), evidence, isFinal: isFinal)
    }

    @Test func `every name may be asked for, and from the host alone`() throws {
        var plan = Plan(hub: try Self.hub())
        plan.services.registries = [try HostName(validating: "registry.example")]
        #expect(ResolveName().subjects(in: plan).count == 2)
        #expect(AskUpstreams().subjects(in: plan).count == 2)
        plan.briefing.vantage = .bridge
        #expect(AskUpstreams().subjects(in: plan).isEmpty)
    }

    @Test func `where no stub of the host's own was asked, nothing is behind it`() throws {
        let plan = Plan(hub: try Self.hub())
        let name = Name(try Self.hub())
        for input in [
            try Self.resolved(.resolver, by: "10.3.0.53"), try Self.resolved(.resolver, by: "127.0.0.53", "10.3.0.53"),
            try Self.resolved(.hostsFile, by: "127.0.0.53"), try Self.resolved(.resolver),
            try Self.resolved(nil, by: "10.3.0.53"), try Self.resolved(nil, by: "10.3.0.53", isFinal: false),
        ] {
            #expect(AskUpstreams().occasion(for: name, of: input, in: plan) == nil)
        }
    }

    @Test func `each is asked once for the address, and what each says is kept`() async throws {
        try await LoopbackResolver.with([
            (udp: LoopbackResolver.answers("10.1.2.3"), tcp: nil), (udp: LoopbackResolver.answers(code: 3), tcp: nil),
        ]) { resolvers in
            let measured = try await AskUpstreams().measure(
                Name(try Self.hub()), resolvers.map(\.address), .forTesting(Plan(hub: try Self.hub())))
            let answers = measured.evidence.answers
            #expect(answers.map(\.server) == resolvers.map(\.address))
            #expect(answers.map(\.queryType) == [.a, .a])
            #expect(answers.map(\.result) == [.answered, .answered])
            #expect(answers.map { $0.addresses.map(\.description) } == [["10.1.2.3"], []])
            #expect(resolvers.map(\.queries.count) == [1, 1])
        }
    }

    @Test func `one that is silent is told from one that refuses`() async throws {
        let refusing = try await LoopbackResolver.with(udp: LoopbackResolver.isSilent) { $0 }
        try await LoopbackResolver.with(udp: LoopbackResolver.isSilent) { silent in
            var plan = Plan(hub: try Self.hub())
            plan.limits.attemptTimeout = Seconds(1)
            let measured = try await AskUpstreams().measure(
                Name(try Self.hub()), [silent.address, refusing.address], .forTesting(plan))
            #expect(measured.evidence.answers.map(\.result) == [.silent, .unreachable])
            #expect(measured.evidence.answers.last?.error == "ECONNREFUSED")
        }
    }
}
