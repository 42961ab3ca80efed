import Dispatch
import Glibc
import Synchronization

/// Standard error, for whose reader nobody has to wait: neither a run nor the writing of its reports.
///
/// A terminal that was stopped (IXON of termios(3)), or that hangs behind its connection, keeps whoever is in write(2), and
/// poll(2) tells of no more than one character's room. So one thread writes, and the others wait for it as long as they like.
enum ErrorStream {
    /// With a complaint: whoever reads has got what was written before, or will not.
    static let patience = Duration.seconds(5)

    private struct State {
        /// What was given to the thread and is not written yet.
        var waiting = 0
        /// Somebody waited for it in vain.
        var isStuck = false
    }

    private final class Outcome: Sendable {
        let isWritten = Mutex(false)
        let end = DispatchSemaphore(value: 0)
    }

    private static let state = Mutex(State())
    private static let thread = DispatchQueue(label: "standard error")

    static func write(_ bytes: [UInt8], patience: Duration) throws(StandardStreams.WriteFailure) {
        // As long as it takes nothing, every further line would cost the patience once more.
        guard !state.withLock({ $0.isStuck }) else { throw StandardStreams.WriteFailure() }
        let outcome = Outcome()
        hand(over: bytes) { isWritten in
            outcome.isWritten.withLock { $0 = isWritten }
            outcome.end.signal()
        }
        let milliseconds = Int(clamping: Int64(patience / .milliseconds(1)))
        guard outcome.end.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else {
            state.withLock { if $0.waiting > 0 { $0.isStuck = true } }
            throw StandardStreams.WriteFailure()
        }
        guard outcome.isWritten.withLock({ $0 }) else { throw StandardStreams.WriteFailure() }
    }

    static func draw(_ bytes: [UInt8]) {
        guard state.withLock({ $0.waiting == 0 }) else { return }
        hand(over: bytes) { _ in }
    }

    private static func hand(over bytes: [UInt8], _ finish: @escaping @Sendable (Bool) -> Void) {
        state.withLock { $0.waiting += 1 }
        thread.async {
            let isWritten = (try? writeWhole(bytes, to: STDERR_FILENO)) != nil
            state.withLock { state in
                state.waiting -= 1
                state.isStuck = false
            }
            finish(isWritten)
        }
    }
}
