import ArgumentParser
import Dispatch
import ProbeLinux
import Synchronization

/// SIGHUP, SIGINT, SIGTERM and a run that takes too long as a request to end the run early with a partial report; remembers which it was.
///
/// Whoever asks again wants an end at once; only a hang-up soon after is no second one: a shell repeats the kernel's, and a
/// manager sends one behind what it asks with. Who asks while reports are written gets those that go to files, which takes a
/// moment, and not what waits for a reader, which may be for ever. While standard input is awaited there is nothing yet
/// that a report could tell of, and whoever is asked for it may never answer: then any signal ends the process.
final class Interruption: Sendable {
    private struct State {
        var signal: EndingSignal?
        var since = ContinuousClock.now
        /// The run took longer than it may, and no signal came before.
        var isOverdue = false
        /// How often the run's time was set, and what was set before is void.
        var terms = 0
        var isDelivering = false
        var waiting: [Int: AsyncStream<Never>.Continuation] = [:]
        var tickets = 0
    }

    private let state = Mutex(State())

    init() {
        // Until the process ends: nobody else would hear of a signal any more.
        EndingSignal.watch { self.raise($0) }
    }

    /// What reports in files may take once somebody asked for an end, and what a reader may who takes what comes.
    private static let (filesGrace, readersGrace) = (2.0, 0.3)
    /// How long a hang-up may be the same as the signal before it.
    private static let echo = Duration.seconds(1)

    /// What it takes to end workers, and to judge and write what they have measured, in seconds.
    private static let grace = 60.0

    /// 129, 130 or 143 once a signal came, 70 once the run is overdue.
    var exitCode: Int32? {
        state.withLock { $0.signal?.exitCode ?? ($0.isOverdue ? ExitStatus.internalError.rawValue : nil) }
    }

    var isOverdue: Bool { state.withLock { $0.signal == nil && $0.isOverdue } }

    /// Asks the run to end, as a signal does, once so many seconds have passed, so that what was measured is not lost; the
    /// process ends where that does not help.
    ///
    /// - Parameter seconds: from now on; nothing for as long as it takes.
    func ask(after seconds: Double?) {
        let term = state.withLock { state in
            state.terms += 1
            return state.terms
        }
        ProcessSettings.endAfter(seconds.map { $0 + Self.grace })
        guard let seconds else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in self?.end(term) }
    }

    private func end(_ term: Int) {
        let waiting = state.withLock { state -> [Int: AsyncStream<Never>.Continuation] in
            guard state.terms == term, state.signal == nil else { return [:] }
            state.isOverdue = true
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.finish() }
    }

    /// Returns once a signal came, or when the task is cancelled.
    func wait() async {
        let (signals, continuation) = AsyncStream.makeStream(of: Never.self)
        let ticket = state.withLock { state -> Int? in
            guard state.signal == nil, !state.isOverdue else { return nil }
            state.tickets += 1
            state.waiting[state.tickets] = continuation
            return state.tickets
        }
        guard let ticket else { return }
        for await _ in signals {}
        state.withLock { $0.waiting[ticket] = nil }
    }

    /// The run is over; from now on a signal ends the process, once the reports that go to files are written.
    func runIsOver() { state.withLock { $0.isDelivering = true } }

    private func raise(_ signal: EndingSignal) {
        let waiting = state.withLock { state -> [Int: AsyncStream<Never>.Continuation] in
            if StandardStreams.isInputAwaited { signal.endProcess() }
            if state.signal != nil {
                if signal == .hangUp, .now - state.since < Self.echo { return [:] }
                signal.endProcess()
            }
            (state.signal, state.since) = (signal, .now)
            if state.isDelivering {
                let grace = StandardStreams.isOutputAwaited ? Self.readersGrace : Self.filesGrace
                DispatchQueue.global().asyncAfter(deadline: .now() + grace) { signal.endProcess() }
            }
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.finish() }
    }
}
