import ProbeCore
import ProbeDiagnosis
import ProbeGuidance
import ProbeLinux
import ProbeScheduler
import Probes
import Reports
import Synchronization
/// One run from plan to report: a worker for each vantage, then diagnosis and guidance.
struct Investigation: Sendable {
    let plans: [Plan]
    /// As the report shows them, without secrets.
    let arguments: [String]
    let notes: [String]

    init(plans: [Plan], arguments: [String], notes: [String]) {
        self.plans = plans
        self.arguments = arguments
        self.notes = notes
    }

    /// Runs; returns a report in any case.
    func run(until interruption: Interruption, progress: ProgressLine) async -> Report {
        let startedAt = Timestamp.now()
        let start = ContinuousClock.now
        let record = Record()
        await withTaskGroup(of: Void.self) { group in
            for plan in plans {
                group.addTask { await observe(plan, until: interruption, into: record, progress) }
            }
        }
        progress.clear()
        let survey = Survey(
            question: Survey.Question(plans[0]), startedAt: startedAt, observations: record.observations)
        let diagnosis = Guidance.completed(
            Diagnosis(of: survey), question: survey.question, facts: Guidance.Facts(survey))
        return Report(
            toolVersion: Edgeprobe.version,
            run: Report.Run(
                id: Self.randomID(), startedAt: startedAt, duration: Seconds(.now - start),
                isComplete: interruption.exitCode == nil && record.isComplete, arguments: arguments),
            device: Report.DeviceFacts.read(), survey: survey, diagnosis: diagnosis, notes: notes + survey.deviceNotes)
    }

    private func observe(
        _ plan: Plan, until interruption: Interruption, into record: Record, _ progress: ProgressLine
    ) async {
        let agenda = CatalogRun(plan: plan, probes: Catalog.probes).agenda
        let worker = WorkerProcess(plan: plan, catalog: Catalog.probes)
        await worker.run(until: { await interruption.wait() }) { event in
            switch event {
            case .started(let question):
                progress.update { line in
                    line.started(agenda[question].probe, about: agenda[question].subject, from: plan.vantage)
                }
            case .concluded(let question, let observation):
                record.add(observation)
                progress.update { line in
                    line.finished(agenda[question].probe, about: agenda[question].subject, from: plan.vantage)
                }
            }
        }
    }

    private static func randomID() -> String {
        let digits = [UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)].map { number in
            let text = String(number, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digits.joined()
    }
}

/// The observations of all vantages, numbered in the order they arrived.
private final class Record: Sendable {
    private let stored = Mutex<[Observation]>([])

    func add(_ observation: Observation) {
        stored.withLock { stored in
            stored.append(
                Observation(
                    index: stored.count, probe: observation.probe, vantage: observation.vantage,
                    subject: observation.subject, outcome: observation.outcome, startedAt: observation.startedAt,
                    duration: observation.duration))
        }
    }

    var observations: [Observation] { stored.withLock { $0 } }

    /// No question was left open by a dead worker, an interruption or the end of the budget.
    var isComplete: Bool {
        !observations.contains { observation in
            switch observation.outcome {
            case .seen: false
            case .skipped(let reason): reason.code == .budget || reason.code == .interrupted
            case .failed(let error): [.worker, .interrupted, .budget].contains(error.code)
            }
        }
    }
}
