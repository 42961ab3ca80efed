import ProbeMeasurement
import ProbeScheduler
import Synchronization

/// The host's worker begins before all vantages are ready, with a plan that foresees what becomes of them: what it reports
/// is held back until that is known.
///
/// It nearly always comes as foreseen. Where it does not (an address that the engine thinks free is somebody's), the worker
/// is ended, and what it reported is forgotten.
final class Foresight: Sendable {
    private enum State {
        case open([CatalogRun.Event])
        case right
        case wrong(Plan)
    }

    private let state = Mutex(State.open([]))
    private let report: @Sendable (CatalogRun.Event) -> Void
    private let settled = AsyncStream.makeStream(of: Never.self)
    private let refuted = AsyncStream.makeStream(of: Never.self)

    /// - Parameter report: given every event in its order, once the plan turned out right.
    init(_ report: @escaping @Sendable (CatalogRun.Event) -> Void) { self.report = report }

    /// Takes what the worker reports.
    func take(_ event: CatalogRun.Event) {
        state.withLock { state in
            switch state {
            case .open(let held): state = .open(held + [event])
            case .right: report(event)
            case .wrong: break
            }
        }
    }

    /// It came as foreseen.
    func confirm() {
        state.withLock { state in
            if case .open(let held) = state { held.forEach(report) }
            state = .right
        }
        settled.continuation.finish()
    }

    /// It came otherwise.
    ///
    /// - Parameter plan: the right one.
    func refute(by plan: Plan) {
        state.withLock { $0 = .wrong(plan) }
        refuted.continuation.finish()
        settled.continuation.finish()
    }

    /// Returns once the plan turned out wrong, or when the task is cancelled.
    func isRefuted() async { for await _ in refuted.stream {} }

    /// The right plan, where it was not the one foreseen; waits until that is known.
    func correction() async -> Plan? {
        for await _ in settled.stream {}
        return state.withLock { state in if case .wrong(let plan) = state { plan } else { nil } }
    }
}
