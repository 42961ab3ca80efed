import Glibc
import ProbeCore
import ProbeEvidence
@testable import ProbeLinux
import Testing

/// Walks and datagrams through the same broken network.
extension InLab {
    @Test(arguments: [Lab.v4, Lab.v6])
    func `a walk names every router and ends at the server`(remote: SocketAddress) async throws {
        let walk = try await TCP.walk(to: remote, deadline: .now + .seconds(5))
        #expect(walk.hops.map(\.answer) == [.router, .router, .router, .accepted])
        let routers =
            remote == Lab.v4
            ? ["198.51.100.1", "10.0.12.2", "10.0.23.3"] : ["fd51::1", "fd12::2", "fd23::3"]
        #expect(walk.hops.prefix(3).map { $0.address?.description } == routers)
        #expect(walk.hops.allSatisfy { $0.latency != nil })
    }

    @Test func `a walk through a dropping router shows the filter one hop later, in its time`() async throws {
        try Lab.rules("tcp dport 443 drop")
        let start = ContinuousClock.now
        let walk = try await TCP.walk(to: Lab.v4, deadline: start + .seconds(5))
        #expect(ContinuousClock.now - start < .seconds(2))
        // Four beyond the last router that answered.
        #expect(walk.hops.count == 6)
        #expect(walk.lastRouter?.address?.description == "10.0.12.2")
        #expect(walk.hops.dropFirst(2).allSatisfy { $0.answer == .silent })
    }

    @Test func `a walk into a rejecting router stops there`() async throws {
        try Lab.rules("meta nfproto ipv4 tcp dport 443 reject with icmp admin-prohibited")
        let start = ContinuousClock.now
        let walk = try await TCP.walk(to: Lab.v4, deadline: start + .seconds(5))
        #expect(walk.hops.prefix(3).map(\.answer) == [.router, .router, .rejected])
        #expect(walk.hops[2].address?.description == "10.0.12.2")
        #expect(ContinuousClock.now - start < .seconds(1))
    }

    @Test func `a walk with few descriptors asks fewer hops at a time`() async throws {
        await #expect(processExitsWith: .success) {
            // The poller's own descriptors come first.
            _ = try await TCP.connect(to: Lab.v4, deadline: .now + .seconds(3))
            let used = try #require((0..<1024).last { fcntl($0, F_GETFD) != -1 })
            var limit = rlimit(rlim_cur: rlim_t(used + 1 + 2), rlim_max: 1024)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let walk = try await TCP.walk(to: Lab.v4, deadline: .now + .seconds(5))
            #expect(walk.hops.map(\.answer) == [.router, .router, .router, .accepted])
        }
    }

    @Test func `UDP tells a drop, a reject and a drop of our own apart`() async throws {
        func ask() async throws -> UDP.Exchange {
            try await UDP.exchange(
                [1], with: SocketAddress(Lab.v4.address, port: 53), sendAgainAfter: [.milliseconds(50)],
                deadline: .now + .milliseconds(300)
            ) { _ in true }
        }
        guard case .failed("ECONNREFUSED", let closed) = try await ask().result else {
            Issue.record("a closed port")
            return
        }
        #expect(closed?.offender == Lab.v4.address)

        try Lab.rules("meta nfproto ipv4 udp dport 53 reject with icmp admin-prohibited")
        guard case .failed("EHOSTUNREACH", let rejected) = try await ask().result else {
            Issue.record("a reject")
            return
        }
        #expect(rejected?.offender?.description == "10.0.12.2")
        #expect(rejected?.code == 13)

        try Lab.reset()
        try Lab.rules("udp dport 53 drop")
        let dropped = try await ask()
        guard case .silent = dropped.result else {
            Issue.record("a drop: \(dropped)")
            return
        }
        #expect(dropped.attempts == 2)

        try Lab.rules("udp dport 53 drop", hook: "output", on: nil)
        guard case .failed("EPERM", nil) = try await ask().result else {
            Issue.record("a drop of our own")
            return
        }
    }
}
