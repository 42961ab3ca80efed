import Glibc
import ProbeCore
import Testing

@testable import ProbeLinux

/// Counts descriptors, so every test has a process of its own.
struct LeakTests {
    @Test func `no way out of an attempt, exchange or walk leaves a descriptor open`() async {
        await #expect(processExitsWith: .success) {
            let (silent, occupants) = try await silentListener()
            let listener = try Listener()
            let server = try Listener(kind: SOCK_DGRAM)
            let (refused, unbound) = (try closedPort(), try closedPort(kind: SOCK_DGRAM))
            func everything() async throws {
                _ = try await TCP.connect(to: refused, deadline: .now + .seconds(5))
                _ = try await TCP.connect(to: silent.address, deadline: .now + .milliseconds(5))
                _ = try await TCP.connect(to: listener.address, deadline: .now + .seconds(5))
                _ = try await listener.accepted()
                _ = try? await TCP.connect(
                    to: refused, options: TCP.Options(hopLimit: 256), deadline: .now + .seconds(5))
                _ = try await TCP.walk(to: refused, deadline: .now + .seconds(5))
                _ = try await UDP.exchange([1], with: unbound, sendAgainAfter: [], deadline: .now + .seconds(5)) { _ in
                    true
                }
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try? await TCP.connect(to: silent.address, deadline: .now + .seconds(50)) }
                    group.addTask {
                        _ = try? await UDP.exchange(
                            [1], with: server.address, sendAgainAfter: [], deadline: .now + .seconds(50)
                        ) { _ in true }
                    }
                    group.cancelAll()
                }
                _ = try? AtomicFile.checkWritable("/tmp")
                _ = try? TextFile.read("/dev/null", limit: 1)
                _ = try Interface.all()
            }
            func open() -> Int { (0..<1024).count { fcntl($0, F_GETFD) != -1 } }
            try await everything()
            // libdispatch opens a timer for each clock when it first needs one, which a busy machine may see late.
            try await Task.sleep(for: .milliseconds(1), clock: .continuous)
            try await Task.sleep(for: .milliseconds(1), clock: .suspending)
            let before = open()
            for _ in 0..<20 { try await everything() }
            // What another thread is about to close is no leak.
            let end = ContinuousClock.now + .seconds(5)
            while open() > before, .now < end { try await Task.sleep(for: .milliseconds(10)) }
            #expect(open() <= before)
            withExtendedLifetime(occupants) {}
        }
    }
}
