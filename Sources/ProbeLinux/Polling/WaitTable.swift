import CLinux
import Glibc

/// The poller's table: who waits for what, and what the epoll set holds for them.
struct WaitTable {
    struct Waiter: Sendable {
        let descriptor: CInt
        let interest: Poller.Interest
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Result<Poller.Wakeup, SystemCallError>, Never>
    }

    private enum Entry {
        /// A cancellation that comes now is remembered, because there is nobody to wake yet.
        case announced
        case cancelled
        case waiting(Waiter)
    }

    private var entries: [UInt64: Entry] = [:]
    private var nextID: UInt64 = 0
    /// Who waits for a descriptor, and the token of its last arming; an event with an older token is stale.
    private var descriptors: [CInt: (token: UInt64, ids: [UInt64])] = [:]
    private var serial: UInt32 = 0
    /// When the thread will look at the deadlines next without being woken.
    private var sleepsUntil: ContinuousClock.Instant?
    private var failure: SystemCallError?

    mutating func announce() -> UInt64 {
        nextID += 1
        entries[nextID] = .announced
        return nextID
    }

    /// Enters a wait; gives its result when it is over already, and whether the thread has to be told of its deadline.
    mutating func begin(
        _ id: UInt64, _ waiter: Waiter, in poll: CInt
    ) -> (result: Result<Poller.Wakeup, SystemCallError>?, isEarliest: Bool) {
        if case .cancelled = entries[id] {
            entries[id] = nil
            return (.success(.cancelled), false)
        }
        entries[id] = .waiting(waiter)
        descriptors[waiter.descriptor, default: (0, [])].ids.append(id)
        do throws(SystemCallError) {
            if let failure { throw failure }
            try arm(waiter.descriptor, in: poll)
        } catch {
            remove(id, waiter.descriptor, in: poll)
            return (.failure(error), false)
        }
        return (nil, sleepsUntil.map { waiter.deadline < $0 } ?? true)
    }

    mutating func cancel(_ id: UInt64, in poll: CInt) -> Waiter? {
        switch entries[id] {
        case .announced:
            entries[id] = .cancelled
            return nil
        case .waiting(let waiter):
            remove(id, waiter.descriptor, in: poll)
            return waiter
        case .cancelled, nil: return nil
        }
    }

    /// Takes out every wait whose deadline has passed; the timeout until the next one is in milliseconds, -1 for none.
    mutating func takeDue(now: ContinuousClock.Instant, in poll: CInt) -> (due: [Waiter], timeout: CInt) {
        var due: [Waiter] = []
        sleepsUntil = nil
        for case (let id, .waiting(let waiter)) in entries {
            if waiter.deadline <= now {
                due.append(waiter)
                remove(id, waiter.descriptor, in: poll)
            } else {
                sleepsUntil = min(sleepsUntil ?? waiter.deadline, waiter.deadline)
            }
        }
        return (due, sleepsUntil.map { Self.milliseconds(from: now, to: $0) } ?? -1)
    }

    /// Takes out the waits that an event ends, and arms the descriptor again for those that remain.
    mutating func takeReady(
        _ token: UInt64, _ events: UInt32, in poll: CInt
    ) -> [(Waiter, Result<Poller.Wakeup, SystemCallError>)] {
        let descriptor = CInt(truncatingIfNeeded: token)
        guard let (armed, ids) = descriptors[descriptor], armed == token else { return [] }
        var woken: [(Waiter, Result<Poller.Wakeup, SystemCallError>)] = []
        for id in ids {
            guard case .waiting(let waiter) = entries[id] else { continue }
            guard events & (waiter.interest.events | CLinux_error | CLinux_hangup) != 0 else { continue }
            woken.append((waiter, .success(.ready)))
            remove(id, descriptor, in: poll)
        }
        guard let left = descriptors[descriptor]?.ids else { return woken }
        do throws(SystemCallError) {
            try arm(descriptor, in: poll)
        } catch {
            for id in left {
                guard case .waiting(let waiter) = entries[id] else { continue }
                woken.append((waiter, .failure(error)))
                remove(id, descriptor, in: poll)
            }
        }
        return woken
    }

    /// Ends the table: every present and future wait fails.
    mutating func fail(_ error: SystemCallError) -> [Waiter] {
        failure = error
        descriptors = [:]
        let orphans = entries.values.compactMap { entry -> Waiter? in
            if case .waiting(let waiter) = entry { waiter } else { nil }
        }
        entries = entries.filter { if case .waiting = $0.value { false } else { true } }
        return orphans
    }

    private mutating func arm(_ descriptor: CInt, in poll: CInt) throws(SystemCallError) {
        guard let ids = descriptors[descriptor]?.ids else { return }
        var events: UInt32 = 0
        for id in ids {
            if case .waiting(let waiter) = entries[id] { events |= waiter.interest.events }
        }
        serial = serial == .max ? 1 : serial + 1
        let token = UInt64(serial) << 32 | UInt64(UInt32(bitPattern: descriptor))
        descriptors[descriptor]?.token = token
        _ = try systemCall("epoll_ctl") { CLinux_poll_arm(poll, descriptor, events, token) }
    }

    private mutating func remove(_ id: UInt64, _ descriptor: CInt, in poll: CInt) {
        entries[id] = nil
        descriptors[descriptor]?.ids.removeAll { $0 == id }
        guard descriptors[descriptor]?.ids.isEmpty == true else { return }
        descriptors[descriptor] = nil
        // Fails only when the descriptor was never added, which is as good.
        _ = try? systemCall("epoll_ctl") { CLinux_poll_forget(poll, descriptor) }
    }

    /// Rounded up, so that the thread never wakes just before a deadline and spins until it.
    private static func milliseconds(from now: ContinuousClock.Instant, to then: ContinuousClock.Instant) -> CInt {
        let (seconds, attoseconds) = (then - now).components
        guard seconds < 3600 else { return 3_600_000 }
        return CInt(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
