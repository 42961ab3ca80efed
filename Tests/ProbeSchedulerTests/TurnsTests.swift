@testable import ProbeScheduler
import Testing

struct TurnsTests {
    @Test func `the first turn is at once, and the others follow in equal distances`() {
        var turns = Turns(of: 100)
        let now = ContinuousClock.now
        #expect(turns.next(at: now) == nil)
        #expect(turns.next(at: now) == now + .milliseconds(10))
        #expect(turns.next(at: now + .milliseconds(1)) == now + .milliseconds(20))
    }

    @Test func `who comes late has missed nothing that others could make a burst of`() {
        var turns = Turns(of: 100)
        let now = ContinuousClock.now
        _ = turns.next(at: now)
        let later = now + .seconds(5)
        #expect(turns.next(at: later) == nil)
        #expect(turns.next(at: later) == later + .milliseconds(10))
    }
}
