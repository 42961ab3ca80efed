import CLinux
import Glibc
import Synchronization

/// Waits for descriptors on behalf of tasks: one epoll instance and one thread for the whole process.
///
/// The thread starts with the first wait, so a worker process can enter its network namespace before it has any thread.
/// While nobody waits it sleeps without a timeout. Every wait ends exactly once: ready, at its deadline, or cancelled, and
/// by then the descriptor has left the epoll set, so its owner may close it.
final class Poller: Sendable {
    enum Interest: Sendable {
        case readable, writable

        var events: UInt32 { self == .readable ? CLinux_readable : CLinux_writable }
    }

    enum Wakeup: Sendable {
        /// The descriptor is ready, or has an error to collect.
        case ready
        case deadline
        case cancelled
    }

    private static let current = Mutex<Poller?>(nil)

    /// The process's poller; started when it is first needed, and tried anew when that failed for want of descriptors.
    static func shared() throws(SystemCallError) -> Poller {
        try current.withLock { current throws(SystemCallError) in
            if let current { return current }
            let poller = try Poller()
            try poller.start()
            current = poller
            return poller
        }
    }

    private let poll: Descriptor
    private let alarm: Descriptor
    private let waits = Mutex(WaitTable())
    /// The token of the alarm; descriptors' tokens have a serial number above 0 in their upper half.
    private static let alarmToken: UInt64 = 0

    private init() throws(SystemCallError) {
        let poll = Descriptor(owning: try systemCall("epoll_create1") { CLinux_poll_create() })
        let alarm = Descriptor(owning: try systemCall("eventfd") { CLinux_event_create() })
        let (set, bell) = (poll.number, alarm.number)
        _ = try systemCall("epoll_ctl") { CLinux_poll_watch(set, bell, Self.alarmToken) }
        self.poll = poll
        self.alarm = alarm
    }

    /// Waits until the descriptor is ready or in error, the deadline has passed, or the task is cancelled.
    func wait(
        for interest: Interest, on descriptor: CInt, until deadline: ContinuousClock.Instant
    ) async throws(SystemCallError) -> Wakeup {
        let id = waits.withLock { $0.announce() }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                begin(
                    id,
                    WaitTable.Waiter(
                        descriptor: descriptor, interest: interest, deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            cancel(id)
        }
        let wakeup = try result.get()
        // On a device whose processor is busy the deadline is seen late, and what came in time has been there since.
        return wakeup == .deadline && Self.isReady(interest, descriptor) ? .ready : wakeup
    }

    /// Whether the descriptor is ready, or in error, at this moment (poll(2)).
    private static func isReady(_ interest: Interest, _ descriptor: CInt) -> Bool {
        var asked = pollfd(fd: descriptor, events: Int16(interest == .readable ? POLLIN : POLLOUT), revents: 0)
        return (try? systemCall("poll") { unsafe Glibc.poll(&asked, 1, 0) }) == 1
    }

    private func begin(_ id: UInt64, _ waiter: WaitTable.Waiter) {
        let (result, isEarliest) = waits.withLock { waits in waits.begin(id, waiter, in: poll.number) }
        if let result {
            waiter.continuation.resume(returning: result)
        } else if isEarliest {
            ring()
        }
    }

    private func cancel(_ id: UInt64) {
        let waiter = waits.withLock { waits in waits.cancel(id, in: poll.number) }
        waiter?.continuation.resume(returning: .success(.cancelled))
    }

    /// Wakes the thread so that it looks at the deadlines again.
    private func ring() {
        var one: UInt64 = 1
        // EAGAIN means that the counter is full, so the thread is about to wake anyway.
        _ = try? systemCall("write") { unsafe Glibc.write(alarm.number, &one, MemoryLayout.size(ofValue: one)) }
    }
}

// MARK: - The thread

extension Poller {
    private func start() throws(SystemCallError) {
        // Signals are for the threads that the program starts itself.
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let retained = unsafe Unmanaged.passRetained(self)
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Poller>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, retained.toOpaque())
        guard result == 0 else {
            unsafe retained.release()
            throw SystemCallError(call: "pthread_create", code: result)
        }
        pthread_detach(thread)
    }

    private func run() {
        let capacity = 64
        var ready = [CLinux_ready](repeating: CLinux_ready(), count: capacity)
        while true {
            let (due, timeout) = waits.withLock { waits in waits.takeDue(now: .now, in: poll.number) }
            for waiter in due { waiter.continuation.resume(returning: .success(.deadline)) }
            do throws(SystemCallError) {
                let count = try systemCall("epoll_wait") {
                    unsafe CLinux_poll_wait(poll.number, &ready, CInt(capacity), timeout)
                }
                deliver(ready.prefix(Int(count)))
            } catch {
                // Only a descriptor closed behind our back gets here: end every wait rather than spin.
                let orphans = waits.withLock { waits in waits.fail(error) }
                for waiter in orphans { waiter.continuation.resume(returning: .failure(error)) }
                return
            }
        }
    }

    private func deliver(_ ready: ArraySlice<CLinux_ready>) {
        for event in ready {
            if event.token == Self.alarmToken {
                var count: UInt64 = 0
                _ = try? systemCall("read") {
                    unsafe Glibc.read(alarm.number, &count, MemoryLayout.size(ofValue: count))
                }
                continue
            }
            let woken = waits.withLock { waits in waits.takeReady(event.token, event.events, in: poll.number) }
            for (waiter, result) in woken { waiter.continuation.resume(returning: result) }
        }
    }
}
