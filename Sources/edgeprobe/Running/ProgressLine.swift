import ProbeCore
import ProbeLinux
import Reports
import Synchronization

/// Draws live progress on standard error, where that is a terminal; silent on a pipe.
final class ProgressLine: Sendable {
    private struct State {
        var progress = Progress()
        var lastDrawn: ContinuousClock.Instant?
    }

    private let isShown: Bool
    private let state = Mutex(State())

    /// A serial console takes 7 ms for a line of 80 characters; more than ten lines a second would slow the run down.
    private static let interval = Duration.milliseconds(100)

    init(isShown: Bool = StandardStreams.isTerminal(.error)) { self.isShown = isShown }

    func update(_ change: (inout Progress) -> Void) {
        guard isShown else { return }
        state.withLock { state in
            change(&state.progress)
            let now = ContinuousClock.now
            if let last = state.lastDrawn, now - last < Self.interval { return }
            state.lastDrawn = now
            try? StandardStreams.write(state.progress.line, to: .error)
        }
    }

    func clear() {
        guard isShown else { return }
        try? StandardStreams.write(Progress.clearing, to: .error)
    }
}
