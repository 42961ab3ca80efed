@testable import ProbeTransport
import Testing

struct PatienceTests {
    private let start = ContinuousClock.now

    private func patience(stuck: Int = 1, quiet: Int = 3, deadline: Int = 10) -> Patience {
        Patience(
            Waits(stuck: start + .seconds(stuck), quiet: start + .seconds(quiet), deadline: start + .seconds(deadline)),
            start: start)
    }

    @Test func `a wait is stuck once and then silent`() {
        var patience = patience()
        #expect(patience.wakesAt == start + .seconds(1))
        #expect(patience.judge(at: start + .milliseconds(999)) == .patient)
        #expect(patience.judge(at: start + .seconds(1)) == .stuck)
        #expect(patience.wakesAt == start + .seconds(3))
        #expect(patience.judge(at: start + .seconds(2)) == .patient)
        #expect(patience.judge(at: start + .seconds(3)) == .silent)
    }

    @Test func `bytes set both waits going anew, up to the deadline`() {
        var patience = patience()
        patience.noteBytes(at: start + .milliseconds(500))
        #expect(patience.wakesAt == start + .milliseconds(1500))
        #expect(patience.judge(at: start + .milliseconds(1500)) == .stuck)
        #expect(patience.wakesAt == start + .milliseconds(3500))
        patience.noteBytes(at: start + .seconds(9))
        #expect(patience.wakesAt == start + .seconds(10))
        #expect(patience.judge(at: start + .seconds(10)) == .silent)
    }

    @Test func `a silence that is seen late is waited for once more`() {
        var patience = patience()
        _ = patience.judge(at: start + .seconds(1))
        #expect(patience.judge(at: start + .seconds(5)) == .silent)
        let isPutOff = patience.extend(at: start + .seconds(5), hasUnread: false)
        #expect(isPutOff)
        #expect(patience.judge(at: start + .seconds(6)) == .patient)
        #expect(patience.judge(at: start + .seconds(9)) == .silent)
        let isPutOffAgain = patience.extend(at: start + .seconds(9), hasUnread: false)
        #expect(!isPutOffAgain)
    }

    @Test func `a silence that is seen in time is one`() {
        var patience = patience()
        _ = patience.judge(at: start + .seconds(1))
        #expect(patience.judge(at: start + .seconds(3)) == .silent)
        let isPutOff = patience.extend(at: start + .seconds(3), hasUnread: false)
        #expect(!isPutOff)
    }

    @Test func `what the kernel has and nobody read is no silence, and is not waited for without end`() {
        var patience = patience()
        _ = patience.judge(at: start + .seconds(1))
        var moment = start + .seconds(3)
        var times = 0
        while times < 100, patience.extend(at: moment, hasUnread: true) {
            times += 1
            moment = patience.wakesAt
        }
        #expect((1..<20).contains(times))
    }

    @Test func `bytes from before the wait do not count`() {
        var patience = patience()
        patience.noteBytes(at: start - .seconds(5))
        patience.noteBytes(at: nil)
        #expect(patience.wakesAt == start + .seconds(1))
    }

    @Test func `waits that are over already end at once`() {
        var patience = patience(stuck: -2, quiet: -1, deadline: 10)
        #expect(patience.judge(at: start) == .stuck)
        #expect(patience.judge(at: start) == .silent)
    }

    @Test func `a deadline before the wait is stuck leaves it silent only`() {
        var patience = patience(stuck: 5, quiet: 6, deadline: 2)
        #expect(patience.judge(at: start + .seconds(9)) == .silent)
    }
}
