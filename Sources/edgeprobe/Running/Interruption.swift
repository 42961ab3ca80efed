import ProbeLinux
import Synchronization

/// SIGHUP, SIGINT and SIGTERM as a request to end the run early with a partial report; remembers which it was.
///
/// Whoever asks again wants an end at once, and so does whoever asks while reports are written, which may wait for a
/// reader for ever. While standard input is awaited there is nothing yet that a report could tell of, and whoever is asked
/// for it may never answer: then any signal ends the process. A hang-up only ever asks: a shell repeats the kernel's, and reports in files can still be written.
final class Interruption: Sendable {
    private struct State {
        var signal: EndingSignal?
        var isDelivering = false
        var waiting: [Int: AsyncStream<Never>.Continuation] = [:]
        var tickets = 0
    }

    private let state = Mutex(State())

    init() {
        EndingSignal.watch { [weak self] in self?.raise($0) }
    }

    /// 129, 130 or 143 once a signal came.
    var exitCode: Int32? { state.withLock { $0.signal }?.exitCode }

    /// Returns once a signal came, or when the task is cancelled.
    func wait() async {
        let (signals, continuation) = AsyncStream.makeStream(of: Never.self)
        let ticket = state.withLock { state -> Int? in
            guard state.signal == nil else { return nil }
            state.tickets += 1
            state.waiting[state.tickets] = continuation
            return state.tickets
        }
        guard let ticket else { return }
        for await _ in signals {}
        state.withLock { $0.waiting[ticket] = nil }
    }

    /// The run is over; from now on a signal ends the process.
    func runIsOver() { state.withLock { $0.isDelivering = true } }

    private func raise(_ signal: EndingSignal) {
        let waiting = state.withLock { state in
            if StandardStreams.isInputAwaited { signal.endProcess() }
            if signal != .hangUp, state.isDelivering || state.signal != nil { signal.endProcess() }
            state.signal = state.signal ?? signal
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.finish() }
    }
}
