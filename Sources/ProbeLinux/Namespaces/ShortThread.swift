import Glibc
import Synchronization

/// A thread of its own for what must not happen to a thread of a pool, such as entering another namespace.
enum ShortThread {
    /// Runs the body on a thread that ends with it, and waits for it; the thread inherits this one's capabilities.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) throws(SystemCallError) -> Value {
        let job = Job(body)
        let thread = try begin(job)
        pthread_join(thread, nil)
        guard let value = job.value else { throw SystemCallError(call: "pthread_join", code: EDEADLK) }
        return value
    }

    /// Starts the body on a thread that ends with it, for which nobody waits; it inherits this one's capabilities.
    static func start(_ body: @escaping @Sendable () -> Void) throws(SystemCallError) {
        pthread_detach(try begin(Job(body)))
    }

    private static func begin(_ job: AnyJob) throws(SystemCallError) -> pthread_t {
        let argument = unsafe Unmanaged.passRetained(job)
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<AnyJob>.fromOpaque(argument).takeRetainedValue().carryOut()
                return nil
            }, argument.toOpaque())
        guard code == 0 else {
            unsafe argument.release()
            throw SystemCallError(call: "pthread_create", code: code)
        }
        return thread
    }

    private class AnyJob {
        func carryOut() {}
    }

    private final class Job<Value: Sendable>: AnyJob {
        private let body: @Sendable () -> Value
        private let stored = Mutex<Value?>(nil)

        init(_ body: @escaping @Sendable () -> Value) { self.body = body }

        var value: Value? { stored.withLock { $0 } }

        override func carryOut() {
            let value = body()
            stored.withLock { $0 = value }
        }
    }
}
