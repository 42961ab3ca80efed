import Glibc
import ProbeCore
import ProbeEvidence
@testable import ProbeLinux
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)), .aheadOfOthers)
struct TCPConnectTests {
    @Test(arguments: ["127.0.0.1", "::1"])
    func `a refused connection is evidence`(host: String) async throws {
        let remote = try closedPort(host)
        let (attempt, socket) = try await TCP.connect(to: remote, deadline: .now + .seconds(5))
        #expect(socket == nil)
        #expect(attempt.remote == remote)
        #expect(attempt.result == .failed)
        #expect(attempt.error == "ECONNREFUSED")
        #expect(!attempt.isSynchronous)
        #expect(attempt.icmp == nil)
        #expect(attempt.interface == "lo")
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `a connection comes with its local address, its interface and TCP_INFO`(host: String) async throws {
        let listener = try Listener(host)
        let (attempt, socket) = try await TCP.connect(to: listener.address, deadline: .now + .seconds(5))
        let connected = try #require(socket)
        #expect(attempt.result == .connected)
        #expect(attempt.error == nil)
        #expect(attempt.localAddress?.address == listener.address.address)
        #expect(attempt.interface == "lo")
        #expect(attempt.locallyDroppedRetransmissions != nil)
        let info = try #require(attempt.tcp)
        #expect(info.roundTrip > Seconds(0))
        #expect(info.segmentsIn > 0)
        #expect(info.pathMTU > 1000)
        #expect(info.bytesAcknowledged == 1, "the SYN counts one")
        connected.close()
    }

    @Test func `the error queue is off on a connection that is handed up`() async throws {
        let listener = try Listener()
        let socket = try #require(try await TCP.connect(to: listener.address, deadline: .now + .seconds(5)).socket)
        let descriptor = try #require(socket.takeDescriptor())
        defer { close(descriptor) }
        var value: CInt = -1
        var length = socklen_t(MemoryLayout<CInt>.size)
        // IP_RECVERR is 11 in linux/in.h.
        #expect(getsockopt(descriptor, CInt(IPPROTO_IP), 11, &value, &length) == 0)
        #expect(value == 0)
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK != 0)
    }

    @Test func `no answer until the deadline is silence, with TCP_INFO`() async throws {
        let (listener, occupants) = try await silentListener()
        let start = ContinuousClock.now
        let (attempt, socket) = try await TCP.connect(to: listener.address, deadline: start + .milliseconds(150))
        #expect(socket == nil)
        #expect(attempt.result == .silent)
        #expect(attempt.error == nil)
        #expect(attempt.tcp?.unacknowledgedSegments == 1)
        #expect(ContinuousClock.now - start >= .milliseconds(150))
        withExtendedLifetime(occupants) {}
    }

    @Test func `a cancelled attempt ends at once as superseded, with TCP_INFO`() async throws {
        let (listener, occupants) = try await silentListener()
        let attempt = try await withThrowingTaskGroup(of: ConnectAttempt.self) { group in
            group.addTask { try await TCP.connect(to: listener.address, deadline: .now + .seconds(50)).attempt }
            group.addTask {
                // The twin is over when the first SYN is certainly on its way.
                try await TCP.connect(to: listener.address, deadline: .now + .milliseconds(100)).attempt
            }
            #expect(try await group.next()?.result == .silent)
            group.cancelAll()
            return try #require(try await group.next())
        }
        #expect(attempt.result == .superseded)
        #expect(attempt.tcp?.segmentsOut == 1)
        #expect(attempt.latency < Seconds(20))
        withExtendedLifetime(occupants) {}
    }

    @Test func `an attempt of a task that is cancelled already sends nothing`() async throws {
        let listener = try Listener()
        let attempt = try await withThrowingTaskGroup(of: ConnectAttempt.self) { group in
            group.cancelAll()
            group.addTask { try await TCP.connect(to: listener.address, deadline: .now + .seconds(5)).attempt }
            return try #require(try await group.next())
        }
        #expect(attempt.result == .superseded)
        #expect(attempt.tcp?.segmentsOut == 0)
    }

    @Test func `hop limit and segment clamp take effect and are recorded`() async throws {
        let listener = try Listener()
        let (attempt, socket) = try await TCP.connect(
            to: listener.address, options: TCP.Options(hopLimit: 5, segmentClamp: 1000), deadline: .now + .seconds(5))
        #expect(attempt.hopLimit == 5)
        #expect(attempt.segmentClamp == 1000)
        let descriptor = try #require(socket?.takeDescriptor())
        defer { close(descriptor) }
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        #expect(getsockopt(descriptor, CInt(IPPROTO_IP), IP_TTL, &value, &length) == 0)
        #expect(value == 5)
        // The clamp counts the twelve bytes of the timestamp option, where it is used.
        #expect((900...1000).contains(attempt.tcp?.advertisedSegmentSize ?? 0))
    }

    @Test func `an option that the kernel turns down is the tool's own trouble`() async throws {
        let remote = try closedPort()
        let error = await #expect(throws: ProbeError.self) {
            try await TCP.connect(to: remote, options: TCP.Options(hopLimit: 256), deadline: .now + .seconds(5))
        }
        #expect(error?.code == .system)
        #expect(error?.description.contains("EINVAL") == true)
    }

    @Test func `without a descriptor left the attempt says which limit to raise`() async {
        await #expect(processExitsWith: .success) {
            let remote = try closedPort()
            // For the attempt alone: a search for leaks at the end opens files.
            var before = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
            var limit = rlimit(rlim_cur: 0, rlim_max: before.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let error = await #expect(throws: ProbeError.self) {
                try await TCP.connect(to: remote, deadline: .now + .seconds(5))
            }
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
            #expect(error?.code == .descriptors)
            #expect(error?.description.contains("ulimit") == true)
        }
    }

    @Test func `a walk over loopback ends at the first hop`() async throws {
        let listener = try Listener()
        let accepted = try await TCP.walk(to: listener.address, deadline: .now + .seconds(5))
        #expect(accepted.hops.map(\.answer) == [.accepted])
        let refused = try await TCP.walk(to: try closedPort("::1"), deadline: .now + .seconds(5))
        #expect(refused.hops.map(\.answer) == [.refused])
        #expect(refused.end?.limit == 1)
    }
}
