import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import TestSupport
import Testing

@Suite(.aheadOfOthers) struct AskFromAnySourceTests {
    private func following(_ result: DNSAnswer.Result?, isStuck: Bool = false, server: SocketAddress) throws
        -> Following<ResolveName>
    {
        let host = try HostName(validating: "hub.example")
        var evidence = NameEvidence()
        evidence.isStuck = isStuck
        let answer = result.map {
            DNSAnswer(
                server: server, network: .udp, name: DomainName(host.description), queryType: .a, result: $0,
                latency: Seconds(0))
        }
        evidence.servers = [NameEvidence.Server(server: server, answers: [answer].compactMap(\.self))]
        return Following(Name(host), evidence, isFinal: !isStuck)
    }

    @Test func `a silent resolver calls for it, and an answer does not`() throws {
        let server = try #require(SocketAddress("127.0.0.1", defaultPort: 53))
        let plan = Plan(hub: try HostName(validating: "hub.example"))
        for (input, servers) in [
            (try following(.silent, server: server), [server]),
            (try following(nil, isStuck: true, server: server), [server]),
            (try following(.answered, server: server), nil),
        ] {
            #expect(AskFromAnySource().occasion(for: input.about, of: input, in: plan) == servers)
        }
    }

    @Test func `who answers is told, and that it is the one who was asked`() async throws {
        try await LoopbackResolver.with(udp: LoopbackResolver.answers("10.1.2.3")) { resolver in
            try await VantageFiles.with(resolverConfiguration: nil) { files in
                let input = try following(.silent, server: resolver.address)
                let (evidence, _) = try await NameProbe(AskFromAnySource(), input, plan: try Plan(files)).run()
                let answer = try #require(evidence.answers.first)
                #expect(answer.server == resolver.address && answer.source == resolver.address)
                #expect(!answer.isFromElsewhere)
            }
        }
    }
}
