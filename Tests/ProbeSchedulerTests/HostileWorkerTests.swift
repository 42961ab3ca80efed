import FoundationEssentials
import Glibc
import ProbeCore
import ProbeMeasurement
@testable import ProbeScheduler
import Synchronization
import TestSupport
import Testing

/// Whatever a worker writes or leaves undone, its parent ends in time and with one outcome for each question.
///
/// One after the other: what each writes without end would keep both threads of a small machine from all others at once.
@Suite(.serialized, .aheadOfOthers) struct HostileWorkerTests {
    /// As the program does: a worker may be gone before it has read anything (SIGPIPE of signal(7)).
    init() { signal(SIGPIPE, SIG_IGN) }

    /// Observations of a run whose worker is a script, how long it took, and how often the firewall was asked for.
    private func run(
        _ script: String, _ probes: [any Probe.Type] = [Ground.self], budget: Double = 20
    ) async throws -> (observations: [Observation], duration: Duration, readings: Int) {
        let path = "\(FileManager.default.temporaryDirectory.path)/edgeprobe-\(UUID().uuidString)"
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
        defer { unlink(path) }
        chmod(path, 0o755)
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        plan.limits.budget = Seconds(budget)
        let seen = Mutex<[Observation]>([])
        let readings = Mutex(0)
        let start = ContinuousClock.now
        await WorkerProcess(
            plan: plan, catalog: probes, executable: path,
            firewall: {
                readings.withLock { $0 += 1 }
                return try WorkerInput.encode(FirewallListing())
            }
        ).run(until: never) { event in
            guard case .concluded(_, let observation) = event else { return }
            seen.withLock { $0.append(observation) }
        }
        return (seen.withLock { $0 }, .now - start, readings.withLock { $0 })
    }

    /// A line as an honest worker would write it, with changes.
    private static func line(
        _ question: Int = 0, vantage: String = "host", probe: String = "fake.ground", startedAt: String = "0",
        evidence: String = "seen"
    ) -> String {
        """
        {"question":\(question),"observation":{"index":0,"probe":"\(probe)","vantage":"\(vantage)","subject":{},\
        "outcome":"seen","evidence":{"text":"\(evidence)"},"startedAtSeconds":\(startedAt),"durationSeconds":0}}
        """
    }

    private static func say(_ lines: String...) -> String {
        lines.map { "cat <<'END'\n\($0)\nEND" }.joined(separator: "\n")
    }

    private func word(_ observations: [Observation]) -> [String?] {
        observations.map { ($0.outcome.evidence as? Word)?.text }
    }

    @Test func `an honest one is heard`() async throws {
        let (observations, _, _) = try await run(Self.say(Self.line()))
        #expect(word(observations) == ["seen"])
    }

    @Test(arguments: [
        line(1), line(-1), line(vantage: "docker:bridge"), line(probe: "fake.ladder"), line(startedAt: "-1"),
        "{\"question\":9223372036854775808}", "{\"question\":0,\"observation\":{}}", "null", "\u{1}",
        String(repeating: "[", count: 1000),
    ])
    func `what answers no question of its own is passed over, and the truth behind it is heard`(lie: String)
        async throws
    {
        let (observations, _, _) = try await run(
            Self.say(lie, Self.line(evidence: "truth"), Self.line(evidence: "second")))
        #expect(word(observations) == ["truth"])
    }

    @Test func `an endless line costs no more than its worker`() async throws {
        let (observations, duration, _) = try await run("exec cat /dev/zero")
        #expect(observations.count == 1 && observations.first?.outcome.evidence == nil)
        #expect(duration < .seconds(15))
    }

    @Test func `endless lines end their worker`() async throws {
        let (observations, duration, _) = try await run("exec yes '{\"question\":0}'")
        #expect(observations.count == 1 && duration < .seconds(5))
    }

    @Test func `a long line is passed over, and the next one heard`() async throws {
        let (observations, _, _) = try await run(
            "head -c 2000000 /dev/zero; echo\n" + Self.say(Self.line(evidence: "next")))
        #expect(word(observations) == ["next"])
    }

    @Test func `one that closes its output and stays is ended`() async throws {
        let (observations, duration, _) = try await run("exec >&-\nexec sleep 600")
        #expect(observations.count == 1 && duration < .seconds(5))
    }

    @Test func `one that says nothing is ended soon after its budget`() async throws {
        let (observations, duration, _) = try await run("exec sleep 600", budget: 0.5)
        #expect(observations.count == 1 && duration < .seconds(8))
    }

    @Test func `the firewall's rules are read for whom they concern, and few times`() async throws {
        let asking =
            "i=0; while [ $i -lt 50 ]; do echo '{\"asks\":\"rules\"}'; i=$((i + 1)); done; sleep 1\n"
            + Self.say(Self.line())
        #expect(try await run(asking).readings == 0)
        #expect(try await run(asking, [RuleReader.self]).readings == WorkerMessage.mostRuleReadings)
    }
}
