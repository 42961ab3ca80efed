import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import Testing

/// The library of the machine that the tests run on, asked for the one name that every hosts file has.
struct AskLibraryTests {
    private static func local() throws -> HostName { try HostName(validating: "localhost") }

    private static func following(
        _ addresses: [String], isStuck: Bool = false, isFinal: Bool = true
    ) throws -> Following<ResolveName> {
        var evidence = NameEvidence()
        evidence.addresses = addresses.compactMap { IPAddress($0) }
        evidence.isStuck = isStuck
        return Following(Name(try local()), evidence, isFinal: isFinal)
    }

    private static func ask(_ input: Following<ResolveName>) async throws -> LibraryEvidence {
        try await NameProbe(AskLibrary(), input, plan: Plan(hub: try local())).run().evidence
    }

    @Test func `it is asked where it is the one that programs use`() throws {
        let plan = Plan(hub: try Self.local())
        #expect(AskLibrary().subjects(in: plan).map(\.host) == [try Self.local()])
        var other = plan
        other.briefing.vantage = .bridge
        #expect(AskLibrary().subjects(in: other).isEmpty)
        other = plan
        other.services.isDemonstration = true
        #expect(AskLibrary().subjects(in: other).isEmpty)
    }

    @Test func `resolvers and hosts of another root's are none that the library reads`() throws {
        let plan = Plan(hub: try Self.local())
        let others: [(inout Plan) -> Void] = [
            { $0.briefing.resolverPort = 5353 }, { $0.briefing.hostsText = "127.0.0.1 localhost\n" },
        ]
        for change in others {
            var other = plan
            change(&other)
            let answer = try Self.following(["10.1.2.3"])
            #expect(AskLibrary().occasion(for: answer.about, of: answer, in: other) == nil)
            #expect(AskLibrary().contacts(in: other).isEmpty)
        }
    }

    @Test func `an answer, an end or a wait that lasts calls for it`() throws {
        let plan = Plan(hub: try Self.local())
        func isCalledFor(_ input: Following<ResolveName>) -> Bool {
            AskLibrary().occasion(for: input.about, of: input, in: plan) != nil
        }
        #expect(isCalledFor(try Self.following([])))
        #expect(isCalledFor(try Self.following([], isStuck: true, isFinal: false)))
        #expect(isCalledFor(try Self.following(["10.1.2.3"], isFinal: false)))
        #expect(isCalledFor(try Self.following([], isFinal: false)))
    }

    @Test func `what the library gives as the resolvers did is not asked for again`() async throws {
        let evidence = try await Self.ask(try Self.following(["127.0.0.1", "::1"]))
        #expect(evidence.asked.name == "localhost")
        #expect(evidence.asked.addresses.contains { $0.isLoopback })
        #expect(evidence.asked.failure == nil && !evidence.asked.isSilent)
        #expect(evidence.rooted == nil)
    }

    @Test func `a run that ends leaves no answer`() async throws {
        let input = try Self.following([])
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await Self.ask(input)
        }
        task.cancel()
        await #expect(throws: ProbeError.self) { try await task.value }
    }
}
