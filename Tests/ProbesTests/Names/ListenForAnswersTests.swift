import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import TestSupport
import Testing

@Suite(.aheadOfOthers) struct ListenForAnswersTests {
    private static func hub() throws -> HostName { try HostName(validating: "hub.example") }

    private static func heard(_ resolvers: [LoopbackResolver]) async throws -> [DNSAnswer] {
        let plan = Plan(hub: try hub())
        return try await ListenForAnswers().measure(Name(hub()), resolvers.map(\.address), .forTesting(plan)).evidence
            .answers
    }

    @Test func `a second answer to the one question is heard, in the order of their coming`() async throws {
        let injected: LoopbackResolver.Behaviour = { [$0.reply(["10.9.9.9"]), $0.reply(["203.0.113.20"])] }
        try await LoopbackResolver.with([
            (udp: injected, tcp: nil), (udp: LoopbackResolver.answers("203.0.113.20"), tcp: nil),
        ]) { resolvers in
            let answers = try await Self.heard(resolvers)
            #expect(answers.map(\.server) == [resolvers[0], resolvers[0], resolvers[1]].map(\.address))
            #expect(
                answers.flatMap(\.addresses).map(\.description) == ["10.9.9.9", "203.0.113.20", "203.0.113.20"])
            #expect(resolvers.map(\.queries.count) == [1, 1])
        }
    }

    @Test func `an answer to another question is none`() async throws {
        let strange: LoopbackResolver.Behaviour = { [$0.reply(["203.0.113.20"]), $0.reply(["10.9.9.9"], id: 0)] }
        try await LoopbackResolver.with(udp: strange) { resolver in
            let answers = try await Self.heard([resolver])
            #expect(answers.flatMap(\.addresses).map(\.description) == ["203.0.113.20"])
        }
    }

    /// Once the hub's name led to this.
    private static func input(
        _ address: String?, from source: NameEvidence.Source = .resolver, result: DNSAnswer.Result = .answered
    ) throws -> Distrusted? {
        let server = try #require(SocketAddress("10.3.0.53", defaultPort: 53))
        let answer = DNSAnswer(
            server: server, network: .udp, name: "hub.example", queryType: .a, result: result, latency: Seconds(0.01))
        var evidence = NameEvidence()
        evidence.source = source
        evidence.addresses = [address.flatMap { IPAddress($0) }].compactMap(\.self)
        evidence.servers = [NameEvidence.Server(server: server, answers: [answer])]
        let name = Name(try hub())
        var board = Board(plan: Plan(hub: name.host))
        board.record(.final(.seen(evidence), product: nil), for: Board.Key(ResolveName.id, name))
        guard case .settled(let input) = Distrusted.resolve(from: board, about: name) else { return nil }
        return input
    }

    @Test func `a resolver's answer that leads nowhere calls for it`() throws {
        #expect(try Self.input("0.0.0.0") != nil)
        #expect(try Self.input(nil) != nil)
        #expect(try Self.input("0.0.0.0", result: .silent) == nil)
        #expect(try Self.input("0.0.0.0", from: .hostsFile) == nil)
        #expect(try Self.input("203.0.113.20") == nil)
    }

    @Test func `a stub on this device hands on one answer, and is not asked`() throws {
        let input = try #require(try Self.input(nil))
        var plan = Plan(hub: try Self.hub())
        func servers(_ lines: String) -> [String]? {
            plan.briefing.resolverConfigurationText = lines
            return ListenForAnswers().occasion(for: Name(plan.services.hub), of: input, in: plan)?
                .map(\.description)
        }
        #expect(servers("nameserver 127.0.0.53\n") == nil)
        #expect(servers("nameserver 127.0.0.53\nnameserver 10.3.0.53\n") == ["10.3.0.53:53"])
    }
}
