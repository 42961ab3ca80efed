/// The clockwork of one conversation: when a wait counts as stuck, once, and when it has become silence.
struct Patience {
    enum Judgement {
        case patient, stuck, silent
    }

    private let waits: Waits
    private let start: ContinuousClock.Instant
    private var lastBytesAt: ContinuousClock.Instant?
    private var wasStuck = false

    init(_ waits: Waits, start: ContinuousClock.Instant) {
        self.waits = waits
        self.start = start
    }

    /// Bytes of any kind set both waits going anew, but never beyond the deadline.
    mutating func noteBytes(at moment: ContinuousClock.Instant?) {
        guard let moment, moment > lastBytesAt ?? start else { return }
        lastBytesAt = moment
    }

    /// The next moment at which judgement is due.
    var wakesAt: ContinuousClock.Instant { wasStuck ? silentAt : min(stuckAt, silentAt) }

    /// What the wait has come to; says `stuck` only once.
    mutating func judge(at now: ContinuousClock.Instant) -> Judgement {
        // Also when the clock jumped over both, a wait is stuck before it is silent, so that what explains it can start.
        guard wasStuck || stuckAt > min(now, silentAt) else {
            wasStuck = true
            return .stuck
        }
        return now >= silentAt ? .silent : .patient
    }

    private var stuckAt: ContinuousClock.Instant { restarted(waits.stuck) }

    private var silentAt: ContinuousClock.Instant { min(restarted(waits.quiet), waits.deadline) }

    private func restarted(_ limit: ContinuousClock.Instant) -> ContinuousClock.Instant {
        guard let lastBytesAt else { return limit }
        return max(limit, lastBytesAt + max(.zero, limit - start))
    }
}
