import HubEmulator
import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import ProbeMeasurement
import ProbeScheduler
import Probes
import Synchronization
import TestSupport

/// A finished run of the real catalogue against an emulated hub, in this process.
struct EmulatedRun: Sendable {
    let survey: Survey
    let diagnosis: Diagnosis
    /// What the emulator accepted.
    let counts: Counts
    /// Every question of the run, by number.
    let agenda: [(probe: ProbeID, subject: any Subject)]
    /// The numbers of the questions that were started, and of those that were concluded, in order.
    let started: [Int]
    let concluded: [Int]

    static let hub = "demo-hub.azure-devices.net"

    /// Runs against a hub with these faults.
    ///
    /// The plan is that of a demonstration, unless `adjust` changes it. The run ends early once `interruption` returns;
    /// `watch` is told of every probe as it starts, and `ended` of the run's end, before the hub is closed.
    static func record(
        _ faults: [Fault], adjust: (inout Plan) -> Void = { _ in },
        until interruption: @escaping @Sendable () async -> Void = never,
        watch: @escaping @Sendable (ProbeID) -> Void = { _ in }, ended: @Sendable () -> Void = {}
    ) async throws -> EmulatedRun {
        var configuration = Configuration(hub: try HostName(validating: hub))
        configuration.faults = faults
        return try await HubEmulator.withHub(configuration) { emulator in
            var plan = emulator.plan
            adjust(&plan)
            let run = await record(plan, emulator, interruption, watch)
            ended()
            return run
        }
    }

    private static func record(
        _ plan: Plan, _ emulator: HubEmulator, _ interruption: @escaping @Sendable () async -> Void,
        _ watch: @escaping @Sendable (ProbeID) -> Void
    ) async -> EmulatedRun {
        let log = EventLog()
        let run = CatalogRun(plan: plan, probes: Catalog.probes)
        let agenda = run.agenda
        await run.run(until: interruption) { event in
            log.add(event)
            if case .started(let question) = event { watch(agenda[question].probe) }
        }
        let survey = Survey(
            assignment: Assignment(plan), startedAt: Timestamp(secondsSince1970: 1_795_424_047),
            observations: log.observations)
        return EmulatedRun(
            survey: survey, diagnosis: Diagnosis(of: survey), counts: emulator.counts, agenda: agenda,
            started: log.started, concluded: log.concluded)
    }
}

private final class EventLog: Sendable {
    private let events = Mutex<[CatalogRun.Event]>([])

    func add(_ event: CatalogRun.Event) { events.withLock { $0.append(event) } }

    var observations: [Observation] {
        events.withLock { $0 }.compactMap { event in
            guard case .concluded(_, let observation) = event else { return nil }
            return observation
        }
    }

    var started: [Int] {
        events.withLock { $0 }.compactMap { event in
            guard case .started(let question) = event else { return nil }
            return question
        }
    }

    var concluded: [Int] {
        events.withLock { $0 }.compactMap { event in
            guard case .concluded(let question, _) = event else { return nil }
            return question
        }
    }
}
