import HubEmulator
import ProbeCore
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import ProbeScheduler
import Probes
import Synchronization
import TestSupport
import Testing

/// A run that is ended early, in the middle of a silence.
@Suite(.aheadOfOthers) struct InterruptionTests {
    /// Interrupts at the first control, which starts once a ClientHello has been without an answer for a second; the
    /// silence would be concluded two seconds later.
    private func interrupted() async throws -> (run: EmulatedRun, delay: Duration) {
        let (reached, isReached) = AsyncStream.makeStream(of: Void.self)
        let moment = Mutex<ContinuousClock.Instant?>(nil)
        let end = Mutex<ContinuousClock.Instant?>(nil)
        let run = try await EmulatedRun.record(
            [.tlsSwallowed],
            until: {
                for await _ in reached { break }
                moment.withLock { $0 = .now }
            },
            watch: { probe in
                if probe == RepeatHandshake.id { isReached.yield() }
            },
            ended: { end.withLock { $0 = .now } })
        let interruption = try #require(moment.withLock { $0 })
        return (run, interruption.duration(to: try #require(end.withLock { $0 })))
    }

    @Test func `an interruption in the middle of a silence ends the run within a second`() async throws {
        // A machine that is busy with other tests is slow at times; the run itself is quick each time.
        var delays: [Duration] = []
        for _ in 0..<3 where delays.allSatisfy({ $0 >= .seconds(1) }) { delays.append(try await interrupted().delay) }
        #expect(delays.contains { $0 < .seconds(1) }, "\(delays)")
    }

    @Test func `an interrupted run leaves an outcome for every question`() async throws {
        let run = try await interrupted().run
        #expect(run.concluded.sorted() == Array(run.agenda.indices))
        let interrupted = run.survey.observations.filter { observation in
            if case .skipped(let reason) = observation.outcome { reason.code == .interrupted } else { false }
        }
        #expect(!interrupted.isEmpty)
        #expect(!run.survey.seen(ConnectEndpoint.self).isEmpty, "what was seen before is kept")
        #expect(run.diagnosis.verdict == .inconclusive)
        #expect(run.diagnosis.findings.allSatisfy { $0.severity == .info }, "a wait cut short is no silence")
    }

    /// Before, at and behind the moment at which a ClientHello gets stuck.
    @Test(arguments: [0.5, 1, 1.5, 2.5])
    func `the end of the budget leaves an outcome for every question, and is no silence`(budget: Double) async throws {
        let run = try await EmulatedRun.record([.tlsSwallowed]) { $0.limits.budget = Seconds(budget) }
        #expect(run.concluded.sorted() == Array(run.agenda.indices))
        #expect(run.diagnosis.verdict == .inconclusive)
        #expect(run.diagnosis.findings.allSatisfy { $0.severity == .info }, "\(run.diagnosis.findings.map(\.cause))")
    }
}
