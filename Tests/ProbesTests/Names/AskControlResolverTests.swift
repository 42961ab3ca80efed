import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import TestSupport
import Testing

@Suite(.aheadOfOthers) struct AskControlResolverTests {
    private func following(
        _ addresses: [String], isStuck: Bool = false, isFinal: Bool = true
    ) throws -> Following<ResolveName> {
        var evidence = NameEvidence()
        evidence.addresses = addresses.compactMap { IPAddress($0) }
        evidence.isStuck = isStuck
        return Following(Name(try HostName(validating: "hub.example")), evidence, isFinal: isFinal)
    }

    private func ask(
        _ resolver: LoopbackResolver
    ) async throws -> (evidence: ControlAnswers, interim: [ControlAnswers]) {
        try await VantageFiles.with(resolverConfiguration: nil) { files in
            var plan = try Plan(files)
            plan.services.controlResolver = resolver.address
            return try await NameProbe(AskControlResolver(), try following([]), plan: plan).run()
        }
    }

    @Test func `it is called for when no usable address is there, final or stuck`() throws {
        var plan = Plan(hub: try HostName(validating: "hub.example"))
        plan.services.controlResolver = SocketAddress("192.0.2.53", defaultPort: 53)
        func isCalledFor(_ input: Following<ResolveName>) -> Bool {
            AskControlResolver().occasion(for: input.about, of: input, in: plan) != nil
        }
        #expect(isCalledFor(try following([])))
        #expect(isCalledFor(try following(["0.0.0.0", "127.0.0.1"])))
        #expect(isCalledFor(try following([], isStuck: true, isFinal: false)))
        #expect(!isCalledFor(try following([], isFinal: false)))
        #expect(!isCalledFor(try following(["10.1.2.3"])))
        #expect(!isCalledFor(try following(["0.0.0.0", "10.1.2.3"], isStuck: true, isFinal: false)))
    }

    @Test func `without a control resolver there is nobody to ask, nor outside the machine in a demonstration`() throws
    {
        var plan = Plan(hub: try HostName(validating: "hub.example"))
        #expect(AskControlResolver().subjects(in: plan).isEmpty)
        plan.services.controlResolver = SocketAddress("1.1.1.1", defaultPort: 53)
        #expect(AskControlResolver().subjects(in: plan).map(\.host) == [plan.services.hub])
        plan.services.isDemonstration = true
        #expect(AskControlResolver().subjects(in: plan).isEmpty)
        plan.services.controlResolver = SocketAddress("127.0.0.1:5353", defaultPort: 53)
        #expect(AskControlResolver().subjects(in: plan).count == 1)
    }

    @Test func `answers over UDP are enough`() async throws {
        let answers = LoopbackResolver.answers("10.1.2.3")
        try await LoopbackResolver.with(udp: answers, tcp: answers) { resolver in
            let (evidence, interim) = try await ask(resolver)
            #expect(evidence.answers.map(\.network) == [.udp, .udp])
            #expect(evidence.answers.map(\.queryType) == [.a, .aaaa])
            #expect(evidence.addresses.map(\.description) == ["10.1.2.3"])
            #expect(interim.allSatisfy { !$0.addresses.isEmpty })
            #expect(resolver.queries.allSatisfy { $0.network == .udp })
        }
    }

    @Test func `where UDP is silent TCP is asked, and its addresses do not wait for the silence`() async throws {
        try await LoopbackResolver.with(
            udp: LoopbackResolver.isSilent, tcp: LoopbackResolver.answers("10.1.2.3")
        ) { resolver in
            let start = ContinuousClock.now
            let (evidence, interim) = try await ask(resolver)
            #expect(evidence.answers.map(\.result) == [.silent, .silent, .answered, .answered])
            #expect(evidence.answers.map(\.network) == [.udp, .udp, .tcp, .tcp])
            #expect(interim.first?.answers.allSatisfy { $0.network == .tcp } == true)
            #expect(interim.first?.addresses.map(\.description) == ["10.1.2.3"])
            #expect(start.duration(to: .now) < .seconds(15))
        }
    }

    @Test func `a refusal over both is evidence`() async throws {
        // Bound and closed again: nothing listens on the port, and nothing else uses the address.
        let resolver = try await LoopbackResolver.with(udp: LoopbackResolver.isSilent) { $0 }
        let (evidence, _) = try await ask(resolver)
        #expect(evidence.answers.map(\.error) == Array(repeating: "ECONNREFUSED", count: 4))
    }
}
