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

    /// Something that was given to the thread, and what became of it.
    private final class Order: Sendable {
        private enum Stage { case waiting, begun, written, failed, abandoned }

        private let stage = Mutex(Stage.waiting)
        let end = DispatchSemaphore(value: 0)

        /// Whether it is still to be written.
        func begin() -> Bool {
            stage.withLock { stage in
                guard stage == .waiting else { return false }
                stage = .begun
                return true
            }
        }

        func finish(_ isWritten: Bool) {
            stage.withLock { $0 = isWritten ? .written : .failed }
            end.signal()
        }

        /// What nobody waits for any more must not be written behind what is written next; what has begun stays where it is.
        func abandon() { stage.withLock { if $0 == .waiting { $0 = .abandoned } } }

        var isWritten: Bool { stage.withLock { $0 == .written } }
    }

    private static let state = Mutex(State())
    private static let thread = DispatchQueue(label: "standard error")

    static func write(_ bytes: [UInt8], patience: Duration) throws(StandardStreams.WriteFailure) {
        // As long as it takes nothing, every further line would cost the patience once more.
        guard !state.withLock({ $0.isStuck }) else { throw StandardStreams.WriteFailure() }
        let order = Order()
        state.withLock { $0.waiting += 1 }
        hand(over: bytes, order)
        let milliseconds = Int(clamping: Int64(patience / .milliseconds(1)))
        guard order.end.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else {
            order.abandon()
            // Who waits for less says nothing of what a complaint would wait for.
            let isWhole = patience >= Self.patience
            state.withLock { if isWhole, $0.waiting > 0 { $0.isStuck = true } }
            throw StandardStreams.WriteFailure()
        }
        guard order.isWritten else { throw StandardStreams.WriteFailure() }
    }

    /// - Returns: whether it is on its way; nothing of it will be written otherwise.
    static func draw(_ bytes: [UInt8]) -> Bool {
        let isFree = state.withLock { state -> Bool in
            guard state.waiting == 0 else { return false }
            state.waiting = 1
            return true
        }
        if isFree { hand(over: bytes, Order()) }
        return isFree
    }

    private static func hand(over bytes: [UInt8], _ order: Order) {
        thread.async {
            let isToBeWritten = order.begin()
            let isWritten = isToBeWritten && (try? writeWhole(bytes, to: STDERR_FILENO)) != nil
            state.withLock { state in
                state.waiting -= 1
                if isToBeWritten { state.isStuck = false }
            }
            order.finish(isWritten)
        }
    }
}
