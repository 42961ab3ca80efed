/// The clockwork of one conversation: when a wait counts as stuck, once, and when it has become silence.
struct Patience {
    enum Judgement {
        case patient, stuck, silent
    }

    private let waits: Waits
    private let start: ContinuousClock.Instant
    private var lastBytesAt: ContinuousClock.Instant?
    private var wasStuck = false
    /// What a silence was put off to, and how often.
    private var putOff: (until: ContinuousClock.Instant, times: Int)?

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

    /// Puts a silence off that may be this device's own: its processor was busy with others.
    ///
    /// Bytes that the kernel has and nobody read are no silence. A wait that is looked at late may have begun late as well, so that
    /// it begins once more.
    mutating func extend(at now: ContinuousClock.Instant, hasUnread: Bool) -> Bool {
        let times = putOff?.times ?? 0
        guard times < (hasUnread ? Self.mostForUnread : 1) else { return false }
        if hasUnread {
            putOff = (now + Self.lateness, times + 1)
        } else if now - silentAt > Self.lateness {
            putOff = (now + max(.zero, waits.quiet - start), times + 1)
        } else {
            return false
        }
        return true
    }

    /// Longer than a machine with time to spare ever takes to look at a clock.
    private static let lateness = Duration.milliseconds(500)
    /// By then a machine reads what it has, or there is nothing to be had of it.
    private static let mostForUnread = 8

    private var stuckAt: ContinuousClock.Instant { restarted(waits.stuck) }

    private var silentAt: ContinuousClock.Instant {
        let silentAt = min(restarted(waits.quiet), waits.deadline)
        return max(silentAt, putOff?.until ?? silentAt)
    }

    private func restarted(_ limit: ContinuousClock.Instant) -> ContinuousClock.Instant {
        guard let lastBytesAt else { return limit }
        return max(limit, lastBytesAt + max(.zero, limit - start))
    }
}
