import ProbeCore
import ProbeDiagnosis
import ProbeEngine
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import ProbeLinux
import ProbeMeasurement
import ProbeScheduler
import Probes
import Reports
import Synchronization

/// One run from plan to report: a worker for each vantage, then diagnosis and guidance.
struct Investigation: Sendable {
    /// What was asked, before it was fitted to a vantage.
    let base: Plan
    let expedition: Expedition
    /// As the report shows them, without secrets.
    let arguments: [String]
    let notes: [String]

    /// Runs; returns a report in any case.
    func run(until interruption: Interruption, progress: ProgressLine) async -> Report {
        let startedAt = Timestamp.now()
        let start = ContinuousClock.now
        let record = Record()
        async let _ = progress.keepDrawn()
        await withTaskGroup(of: Void.self) { group in
            for vantage in expedition.vantages {
                var plan = vantage.plan(
                    from: base, engine: expedition.concernsEngine ? expedition.engine : nil,
                    networks: expedition.networks)
                if vantage.vantage == .host {
                    plan.publications = expedition.publications
                    plan.portReading = PortReading.read(of: plan.localPorts)
                }
                group.addTask {
                    await observe(plan, in: vantage.namespace, until: interruption, into: record, progress)
                }
            }
        }
        if expedition.hasAttached { record.add(routeChange(since: start)) }
        await expedition.end()
        progress.clear()
        let survey = Survey(
            assignment: Assignment(base), startedAt: startedAt, observations: record.observations)
        let diagnosis = Guidance.completed(
            Diagnosis(of: survey), assignment: survey.assignment, facts: Guidance.Facts(survey))
        return Report(
            toolVersion: Edgeprobe.version,
            run: Report.Run(
                id: Self.randomID(), startedAt: startedAt, duration: Seconds(.now - start),
                isComplete: interruption.exitCode == nil && record.isComplete, arguments: arguments),
            device: device, survey: survey, diagnosis: diagnosis, notes: notes + expedition.notes + survey.deviceNotes)
    }

    private var device: Report.DeviceFacts {
        var device = Report.DeviceFacts.read()
        device.engine = expedition.engine.description
        return device
    }

    /// The host's default routes now against those before the first veth.
    private func routeChange(since start: ContinuousClock.Instant) -> Observation {
        let change = DefaultRouteChange(before: expedition.routesBefore, after: DefaultRoute.all())
        return Observation(
            index: 0, probe: CompareDefaultRoutes.id, vantage: .host, subject: Device(), outcome: .seen(change),
            startedAt: Seconds(0), duration: Seconds(.now - start))
    }

    private func observe(
        _ plan: Plan, in namespace: NetworkNamespace?, until interruption: Interruption, into record: Record,
        _ progress: ProgressLine
    ) async {
        let agenda = CatalogRun(plan: plan, probes: Catalog.probes).agenda
        let worker = WorkerProcess(plan: plan, catalog: Catalog.probes, namespace: namespace)
        await worker.run(until: { await interruption.wait() }) { event in
            switch event {
            case .started(let question):
                progress.started(agenda[question].probe, about: agenda[question].subject, of: plan)
            case .concluded(let question, let observation):
                record.add(observation)
                progress.finished(
                    agenda[question].probe, about: agenda[question].subject, from: plan.vantage)
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
