import ProbeCore
import Synchronization

/// The observations of all vantages, numbered in the order they arrived.
final class Record: Sendable {
    private let stored = Mutex<[Observation]>([])
    /// The number of the first.
    private let first: Int
    /// What had passed of the run when the workers began that this is told by.
    private let offset: Seconds

    init(from first: Int = 0, after offset: Seconds = Seconds(0)) {
        self.first = first
        self.offset = offset
    }

    func add(_ observation: Observation) {
        stored.withLock { stored in
            stored.append(
                Observation(
                    index: first + stored.count, probe: observation.probe, vantage: observation.vantage,
                    subject: observation.subject, outcome: observation.outcome,
                    startedAt: Seconds(offset.value + observation.startedAt.value), duration: observation.duration))
        }
    }

    var observations: [Observation] { stored.withLock { $0 } }

    /// The number of the observation that would come next.
    var next: Int { first + stored.withLock { $0.count } }
}

extension Survey {
    /// No question was left open.
    var isComplete: Bool { !observations.contains(where: \.isLeftOpen) }
}

extension Observation {
    /// A dead worker, an interruption or the end of the budget left the question open.
    var isLeftOpen: Bool {
        switch outcome {
        case .seen: false
        case .skipped(let reason): reason.code == .budget || reason.code == .interrupted
        case .failed(let error): [.worker, .tooLong, .interrupted, .budget].contains(error.code)
        }
    }
}
