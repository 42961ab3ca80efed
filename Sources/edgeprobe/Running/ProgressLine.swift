import FoundationEssentials
import ProbeApplication
import ProbeCore
import ProbeLinux
import ProbeMeasurement
import Probes
import Reports
import Synchronization

/// Draws live progress on standard error, where that is a terminal; silent on a pipe.
final class ProgressLine: Sendable {
    private struct State {
        var progress = Progress()
        var lastDrawn: ContinuousClock.Instant?
        var hasEnded = false
    }

    private let isShown: Bool
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// A serial console takes 7 ms for a line of 80 characters; more than ten frames a second would slow the run down.
    private static let interval = Duration.milliseconds(100)

    init(isShown: Bool = ProgressLine.terminalTakesIt) { self.isShown = isShown }

    func show(_ event: Investigation.Event) {
        switch event {
        case .started(let probe, let subject, let plan): started(probe, about: subject, of: plan)
        case .concluded(let probe, let subject, let vantage): finished(probe, about: subject, from: vantage)
        }
    }

    private func started(_ probe: ProbeID, about subject: any Subject, of plan: Plan) {
        guard isShown else { return }
        let patience = Catalog.probes.first { $0.id == probe }.map { Seconds($0.patience) } ?? plan.limits.budget
        let end = min(Seconds(Seconds(.now - start).value + patience.value), plan.limits.budget)
        update { $0.started(probe, about: subject, from: plan.briefing.vantage, until: end) }
    }

    private func finished(_ probe: ProbeID, about subject: any Subject, from vantage: Vantage) {
        guard isShown else { return }
        update { $0.finished(probe, about: subject, from: vantage) }
    }

    func clear() {
        guard isShown else { return }
        let clearing = state.withLock { state in
            state.hasEnded = true
            return state.progress.clearing()
        }
        // Behind a frame that is on its way: reports are for the same terminal as a rule.
        if !clearing.isEmpty { try? StandardStreams.write(clearing, to: .error) }
    }

    private func update(_ change: (inout Progress) -> Void) {
        state.withLock { state in
            change(&state.progress)
            let now = ContinuousClock.now
            if let last = state.lastDrawn, now - last < Self.interval { return }
            state.lastDrawn = now
            draw(&state)
        }
    }

    /// Draws what events between two frames left undrawn, until the task is cancelled.
    func keepDrawn() async {
        guard isShown else { return }
        while (try? await Task.sleep(for: Self.interval * 2)) != nil {
            state.withLock { draw(&$0) }
        }
    }

    private func draw(_ state: inout State) {
        guard !state.hasEnded else { return }
        let size = StandardStreams.size(of: .error)
        var progress = state.progress
        // What was not drawn is nothing that the next frame could be drawn over.
        guard StandardStreams.draw(progress.frame(columns: size.columns, rows: size.rows)) else { return }
        state.progress = progress
    }

    /// A terminal that moves its cursor.
    private static var terminalTakesIt: Bool {
        StandardStreams.isTerminal(.error) && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }
}
