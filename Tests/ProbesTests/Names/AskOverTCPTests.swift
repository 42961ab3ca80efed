import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import TestSupport
import Testing

@Suite(.aheadOfOthers) struct AskOverTCPTests {
    private func following(
        _ results: [DNSAnswer.Result?], network: DNSAnswer.Network = .udp, isStuck: Bool = false, isFinal: Bool = true,
        server: SocketAddress? = nil
    ) throws -> Following<ResolveName> {
        let host = try HostName(validating: "hub.example")
        var evidence = NameEvidence()
        evidence.isStuck = isStuck
        evidence.servers = try results.enumerated().map { index, result in
            let server = try #require(server ?? SocketAddress("127.0.0.\(index + 1)", defaultPort: 53))
            let answers = [DNSAnswer.QueryType.a, .aaaa].compactMap { type in
                result.map {
                    DNSAnswer(
                        server: server, network: network, name: DomainName(host.description), queryType: type,
                        result: $0,
                        latency: Seconds(0))
                }
            }
            return NameEvidence.Server(server: server, answers: answers)
        }
        return Following(Name(host), evidence, isFinal: isFinal)
    }

    private func isCalledFor(by input: Following<ResolveName>) throws -> Bool {
        AskOverTCP().occasion(for: input.about, of: input, in: Plan(hub: try HostName(validating: "hub.example")))
            != nil
    }

    @Test(arguments: [DNSAnswer.Result.silent, .unreachable, .malformed])
    func `a resolver without an answer calls for it, final or stuck`(result: DNSAnswer.Result) throws {
        #expect(try isCalledFor(by: following([.answered, result])))
        #expect(try isCalledFor(by: following([.answered, result], isStuck: true, isFinal: false)))
        #expect(try isCalledFor(by: following([.answered, nil], isStuck: true, isFinal: false)))
    }

    @Test func `answers everywhere, or a wait that is not stuck, do not call for it`() throws {
        #expect(try !isCalledFor(by: following([.answered, .answered])))
        #expect(try !isCalledFor(by: following([.answered, nil], isFinal: false)))
        #expect(try !isCalledFor(by: following([])))
    }

    @Test func `a resolver that was asked over TCP already does not call for it`() throws {
        #expect(try !isCalledFor(by: following([.silent], network: .tcp)))
    }

    @Test func `only the silent resolvers are asked, over TCP alone`() async throws {
        let answers = LoopbackResolver.answers("10.1.2.3", "2001:db8::3")
        try await LoopbackResolver.with(udp: answers, tcp: answers) { resolver in
            let input = try following([.silent], server: resolver.address)
            try await VantageFiles.with(resolverConfiguration: nil) { files in
                let (evidence, _) = try await NameProbe(AskOverTCP(), input, plan: try Plan(files)).run()
                #expect(evidence.answers.map(\.result) == [.answered, .answered])
                #expect(evidence.answers.map(\.queryType) == [.a, .aaaa])
                #expect(evidence.answers.flatMap(\.addresses).map(\.description) == ["10.1.2.3", "2001:db8::3"])
                #expect(resolver.queries.map(\.network) == [.tcp, .tcp])
            }
        }
    }

    @Test func `a refused connection is evidence`() async throws {
        try await LoopbackResolver.with(udp: LoopbackResolver.isSilent) { resolver in
            let input = try following([.silent], server: resolver.address)
            try await VantageFiles.with(resolverConfiguration: nil) { files in
                let (evidence, _) = try await NameProbe(AskOverTCP(), input, plan: try Plan(files)).run()
                #expect(evidence.answers.map(\.error) == ["ECONNREFUSED", "ECONNREFUSED"])
            }
        }
    }
}
