import Glibc
import ProbeCore
@testable import ProbeLinux
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)), .aheadOfOthers)
struct PollerTests {
    /// Both ends of a pipe.
    private final class Pipe: Sendable {
        let reader: CInt
        let writer: CInt

        init() {
            var ends: [CInt] = [-1, -1]
            pipe(&ends)
            (reader, writer) = (ends[0], ends[1])
        }

        func write() { _ = Glibc.write(writer, "x", 1) }

        deinit {
            close(reader)
            close(writer)
        }
    }

    @Test func `a wait ends when the descriptor becomes readable`() async throws {
        let pipe = Pipe()
        async let wakeup = Poller.shared().wait(for: .readable, on: pipe.reader, until: .now + .seconds(30))
        pipe.write()
        #expect(try await wakeup == .ready)
    }

    @Test func `the earliest deadline is kept while a later one waits`() async throws {
        let (late, early) = (Pipe(), Pipe())
        try await withThrowingTaskGroup(of: Poller.Wakeup.self) { group in
            group.addTask {
                try await Poller.shared().wait(for: .readable, on: late.reader, until: .now + .seconds(50))
            }
            group.addTask {
                let start = ContinuousClock.now
                let wakeup = try await Poller.shared().wait(
                    for: .readable, on: early.reader, until: start + .milliseconds(20))
                #expect(ContinuousClock.now - start >= .milliseconds(20))
                return wakeup
            }
            let first = try await group.next()
            group.cancelAll()
            let second = try await group.next()
            #expect(first == .deadline)
            #expect(second == .cancelled)
        }
    }

    @Test func `a reader and a writer of one descriptor are woken apart`() async throws {
        let listener = try Listener()
        let socket = try #require(try await TCP.connect(to: listener.address, deadline: .now + .seconds(5)).socket)
        let number = try #require(socket.enter())
        defer { socket.leave() }
        let accepted = try await listener.accepted()
        try await withThrowingTaskGroup(of: (Poller.Interest, Poller.Wakeup).self) { group in
            for interest in [Poller.Interest.readable, .writable] {
                group.addTask {
                    let wakeup = try await Poller.shared().wait(for: interest, on: number, until: .now + .seconds(30))
                    return (interest, wakeup)
                }
            }
            #expect(try await group.next()?.0 == .writable)
            #expect(try await accepted.send([1], deadline: .now + .seconds(5)) == nil)
            let last = try await group.next()
            #expect(last?.0 == .readable)
            #expect(last?.1 == .ready)
        }
    }

    @Test func `hundreds of waits that race with their cancellation all end once`() async throws {
        let ends = try await withThrowingTaskGroup(of: Poller.Wakeup.self) { group in
            for number in 0..<300 {
                group.addTask {
                    let pipe = Pipe()
                    defer { withExtendedLifetime(pipe) {} }
                    if number % 3 == 0 { pipe.write() }
                    return try await Poller.shared().wait(
                        for: .readable, on: pipe.reader, until: .now + .milliseconds(number % 3 == 1 ? 1 : 60_000))
                }
            }
            var ends: [Poller.Wakeup] = []
            for try await end in group {
                ends.append(end)
                if ends.count == 150 { group.cancelAll() }
            }
            return ends
        }
        #expect(ends.count == 300)
        #expect(ends.contains(.cancelled))
    }

    @Test func `a descriptor that epoll refuses is an error, not a wait`() async throws {
        let file = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        await #expect(throws: SystemCallError(call: "epoll_ctl", code: EPERM)) {
            try await Poller.shared().wait(for: .readable, on: file, until: .now + .seconds(5))
        }
    }

    @Test func `a wait costs no processor time`() async throws {
        await #expect(processExitsWith: .success) {
            var ends: [CInt] = [-1, -1]
            pipe(&ends)
            func used() -> Duration {
                var time = timespec()
                clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
                return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
            }
            _ = try await Poller.shared().wait(for: .readable, on: ends[0], until: .now)
            let before = used()
            let wakeup = try await Poller.shared().wait(for: .readable, on: ends[0], until: .now + .milliseconds(400))
            #expect(wakeup == .deadline)
            #expect(used() - before < .milliseconds(100))
        }
    }
}
