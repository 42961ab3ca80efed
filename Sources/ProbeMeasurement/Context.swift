import ProbeCore
import Synchronization

/// What a measurement may use besides its input: the plan, its deadline, the pace of the network, a way to report early.
package struct Context<Evidence: Sendable>: Sendable {
    package let plan: Plan
    /// When the measurement has to be over; the earlier of the probe's patience and the end of the run.
    package let deadline: ContinuousClock.Instant
    package let pace: Pace
    /// What measurements of the run do once for all of them.
    package let shared: Shared
    /// Returns once the run's other vantages have nothing more to measure: at once where there are none.
    package let othersEnd: @Sendable () async -> Void
    /// Has the firewall's rules read by one who may; a refusal where nobody does.
    package let firewall: @Sendable () async -> FirewallListing
    /// Publishes interim evidence, so that controls can start while the measurement still waits.
    package let report: @Sendable (Evidence) -> Void

    package init(
        plan: Plan, deadline: ContinuousClock.Instant, pace: Pace, shared: Shared = Shared(),
        othersEnd: @escaping @Sendable () async -> Void = {},
        firewall: @escaping @Sendable () async -> FirewallListing = { FirewallListing(refusal: .missingRight) },
        report: @escaping @Sendable (Evidence) -> Void = { _ in }
    ) {
        self.plan = plan
        self.deadline = deadline
        self.pace = pace
        self.shared = shared
        self.othersEnd = othersEnd
        self.firewall = firewall
        self.report = report
    }

    /// The same circumstances for a measurement inside this one, whose interim evidence goes nowhere or elsewhere.
    package func nested<Other: Sendable>(report: @escaping @Sendable (Other) -> Void = { _ in }) -> Context<Other> {
        Context<Other>(
            plan: plan, deadline: deadline, pace: pace, shared: shared, othersEnd: othersEnd, firewall: firewall,
            report: report)
    }

    // The end of the run is no part of these: it comes as a cancellation, so that a wait cut short is not taken for silence.

    /// The moment an attempt that begins now has to be over: `--timeout`.
    package var attemptDeadline: ContinuousClock.Instant { .now + plan.limits.attemptTimeout.duration }

    /// The moment from which a wait that begins now counts as stuck; `quietDeadline` ends it.
    package var stuckAt: ContinuousClock.Instant { .now + pace.stuckAfter }

    /// The moment at which a wait without any answer is concluded to be silence: two seconds after it got stuck, and not before an
    /// answer would have come for which other answers' time is the measure.
    package var quietDeadline: ContinuousClock.Instant {
        min(attemptDeadline, .now + max(pace.stuckAfter + .seconds(2), pace.slowestExpected))
    }
}

/// The network's pace as measured so far: decides from when on a wait counts as stuck.
package final class Pace: Sendable {
    private let smallestRoundTrip = Mutex<Duration?>(nil)
    private let quickestAnswer = Mutex<Duration?>(nil)
    private let firstOpening = Mutex<ContinuousClock.Instant?>(nil)
    private let firstAnswer = Mutex<ContinuousClock.Instant?>(nil)

    package init() {}

    /// Notes how long a connection took to open that opened now, and whether it leads off this device.
    package func note(roundTrip: Duration, isOutside: Bool = true) {
        smallestRoundTrip.withLock { smallest in smallest = min(smallest ?? roundTrip, roundTrip) }
        if isOutside { firstOpening.withLock { $0 = $0 ?? .now } }
    }

    /// Notes how long a resolver took that is not this device: its answer may have been slow, and the way to it was no slower.
    package func note(answer: Duration) {
        quickestAnswer.withLock { quickest in quickest = min(quickest ?? answer, answer) }
        noteAnswer()
    }

    /// Notes that a resolver answered, however long it took.
    package func noteAnswer() { firstAnswer.withLock { $0 = $0 ?? .now } }

    // A radio that sleeps, a gateway that is looked for and a handover lose what the first seconds bring, and nothing later: a
    // silence says most where something else got through before its last attempt began.

    /// Whether a connection had opened by then.
    package func hasOpened(by moment: ContinuousClock.Instant = .now) -> Bool {
        firstOpening.withLock { $0.map { $0 <= moment } ?? false }
    }

    /// Whether a resolver had answered by then.
    package func hasAnswer(by moment: ContinuousClock.Instant = .now) -> Bool {
        firstAnswer.withLock { $0.map { $0 <= moment } ?? false }
    }

    /// Three times the quickest answer.
    var slowestExpected: Duration { (quickestAnswer.withLock { $0 } ?? .zero) * 3 }

    /// One second, or three times the smallest round trip seen where that is longer.
    package var stuckAfter: Duration {
        max(.seconds(1), (smallestRoundTrip.withLock { $0 } ?? .zero) * 3)
    }
}
