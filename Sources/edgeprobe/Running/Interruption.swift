import Dispatch
import Glibc
import Synchronization

/// SIGINT and SIGTERM as a request to end the run early with a partial report; the exit code remembers which.
final class Interruption: Sendable {
    private struct State {
        var signal: CInt?
        var waiting: [Int: AsyncStream<Never>.Continuation] = [:]
        var next = 0
    }

    private let state = Mutex(State())
    private let sources: [any DispatchSourceSignal & Sendable]

    init() {
        let queue = DispatchQueue(label: "signals")
        sources = [SIGINT, SIGTERM].map { number in
            // The default action would end the process before the source sees the signal.
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        for (number, source) in zip([SIGINT, SIGTERM], sources) {
            source.setEventHandler { [weak self] in self?.raise(number) }
            source.resume()
        }
    }

    /// 130 or 143 once a signal came.
    var exitCode: CInt? { state.withLock { $0.signal }.map { 128 + $0 } }

    /// Returns once a signal came, or when the task is cancelled.
    func wait() async {
        let (signals, continuation) = AsyncStream.makeStream(of: Never.self)
        let ticket = state.withLock { state -> Int? in
            guard state.signal == nil else { return nil }
            state.next += 1
            state.waiting[state.next] = continuation
            return state.next
        }
        guard let ticket else { return }
        for await _ in signals {}
        state.withLock { $0.waiting[ticket] = nil }
    }

    private func raise(_ number: CInt) {
        let waiting = state.withLock { state in
            state.signal = state.signal ?? number
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.finish() }
    }
}
