import ProbeCore
import Synchronization

/// The observations of all vantages, numbered in the order they arrived.
final class Record: Sendable {
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
            case .failed(let error): [.worker, .tooLong, .interrupted, .budget].contains(error.code)
            }
        }
    }
}
