import ProbeCore
import ProbeMeasurement
import Synchronization
import Testing

struct ContextTests {
    private let plan: Plan

    init() throws { plan = Plan(hub: try HostName(validating: "hub.example")) }

    /// What a moment of the context is after now, where now lies between two readings of the clock.
    private func distance(to moment: () -> ContinuousClock.Instant) -> ClosedRange<Duration> {
        let before = ContinuousClock.now
        let moment = moment()
        let after = ContinuousClock.now
        return after.duration(to: moment)...before.duration(to: moment)
    }

    @Test
    func `a wait is stuck after a second, or three round trips where those are longer`() {
        let pace = Pace()
        #expect(pace.stuckAfter == .seconds(1))
        pace.note(roundTrip: .milliseconds(600))
        #expect(pace.stuckAfter == .milliseconds(1800))
        pace.note(roundTrip: .seconds(5))
        #expect(pace.stuckAfter == .milliseconds(1800))
        pace.note(roundTrip: .milliseconds(20))
        #expect(pace.stuckAfter == .seconds(1))
        pace.note(roundTrip: .zero)
        #expect(pace.stuckAfter == .seconds(1))
    }

    @Test
    func `it knows by when something had got through`() {
        let pace = Pace()
        let before = ContinuousClock.now
        #expect(!pace.hasOpened() && !pace.hasAnswer())
        pace.note(roundTrip: .milliseconds(20), isOutside: false)
        #expect(!pace.hasOpened())
        pace.note(roundTrip: .milliseconds(20))
        pace.noteAnswer()
        #expect(pace.hasOpened() && pace.hasAnswer())
        #expect(!pace.hasOpened(by: before) && !pace.hasAnswer(by: before))
    }

    @Test
    func `the waits of an attempt count from now`() {
        let pace = Pace()
        pace.note(roundTrip: .milliseconds(500))
        let context = Context<Word>(plan: plan, deadline: .now + .seconds(100), pace: pace)
        #expect(distance { context.attemptDeadline }.contains(.seconds(5)))
        #expect(distance { context.stuckAt }.contains(.milliseconds(1500)))
        #expect(distance { context.quietDeadline }.contains(.milliseconds(3500)))
    }

    @Test
    func `the end of the run shortens no wait, or a wait cut short would pass for silence`() {
        let context = Context<Word>(plan: plan, deadline: .now + .milliseconds(1), pace: Pace())
        #expect(distance { context.attemptDeadline }.contains(.seconds(5)))
        #expect(distance { context.stuckAt }.contains(.seconds(1)))
        #expect(distance { context.quietDeadline }.contains(.seconds(3)))
    }

    @Test
    func `silence is concluded no later than the attempt ends`() {
        var hasty = plan
        hasty.limits.attemptTimeout = Seconds(0.5)
        let context = Context<Word>(plan: hasty, deadline: .now + .seconds(100), pace: Pace())
        #expect(distance { context.quietDeadline }.contains(.milliseconds(500)))
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan, 1e300])
    func `no timeout traps`(seconds: Double) {
        var endless = plan
        endless.limits.attemptTimeout = Seconds(seconds)
        let context = Context<Word>(plan: endless, deadline: .now + .seconds(100), pace: Pace())
        #expect(context.quietDeadline <= .now + .seconds(3))
        _ = context.attemptDeadline
    }

    @Test
    func `a measurement inside another shares its limits, not its reports`() {
        let outer = Mutex<[Word]>([])
        let inner = Mutex<[Int]>([])
        let context = Context<Word>(
            plan: plan, deadline: .now, pace: Pace(), report: { word in outer.withLock { $0.append(word) } })
        let nested = context.nested { (number: Int) in inner.withLock { $0.append(number) } }
        context.report(Word("a"))
        nested.report(1)
        #expect(outer.withLock { $0 } == [Word("a")])
        #expect(inner.withLock { $0 } == [1])
        #expect(nested.deadline == context.deadline)
        #expect(nested.pace === context.pace)
    }
}
