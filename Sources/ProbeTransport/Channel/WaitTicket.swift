internal import Synchronization

/// Names one wait, and remembers a cancellation that came before the wait was entered on the event loop.
final class WaitTicket: Sendable {
    private let cancelled = Atomic(false)

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() { cancelled.store(true, ordering: .releasing) }
}
