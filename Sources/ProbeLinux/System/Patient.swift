import Dispatch
import Synchronization

/// System calls that may never return, such as a read from a network file system whose server has gone.
enum Patient {
    /// Does something on a thread of its own and waits for it.
    ///
    /// A call that hangs keeps its thread until the process ends; such waits end for a fatal signal.
    ///
    /// - Returns: nothing when the patience ended first.
    static func wait<Value: Sendable>(_ patience: Duration, _ body: @escaping @Sendable () -> Value) -> Value? {
        let slot = Slot<Value>()
        let isDone = DispatchSemaphore(value: 0)
        // A queue of its own: those of the system are few, and behind one that hangs others would wait.
        DispatchQueue(label: "patient").async {
            let value = body()
            slot.value.withLock { $0 = value }
            isDone.signal()
        }
        let (seconds, attoseconds) = patience.components
        let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
        guard isDone.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success else { return nil }
        return slot.value.withLock { $0 }
    }

    private final class Slot<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }
}
