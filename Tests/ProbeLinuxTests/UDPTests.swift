import Glibc
import ProbeCore
import ProbeEvidence
@testable import ProbeLinux
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)), .aheadOfOthers)
struct UDPTests {
    @Test(arguments: ["127.0.0.1", "::1"])
    func `an acceptable reply ends the exchange, others are counted`(host: String) async throws {
        let server = try Listener(host, kind: SOCK_DGRAM)
        async let answered: Void = server.answer(with: [[1], [2, 2], [3]])
        let exchange = try await UDP.exchange(
            [9], with: server.address, sendAgainAfter: [], deadline: .now + .seconds(5)
        ) { $0 == [3] }
        try await answered
        guard case .reply(let bytes) = exchange.result else {
            Issue.record("\(exchange)")
            return
        }
        #expect(bytes == [3])
        #expect(exchange.attempts == 1)
        #expect(exchange.rejectedReplies == 2)
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `a closed port is an ICMP error of the server`(host: String) async throws {
        let remote = try closedPort(host, kind: SOCK_DGRAM)
        let exchange = try await UDP.exchange(
            [9], with: remote, sendAgainAfter: [.seconds(1)], deadline: .now + .seconds(5)
        ) { _ in true }
        guard case .failed(let error, let icmp) = exchange.result else {
            Issue.record("\(exchange)")
            return
        }
        #expect(error == "ECONNREFUSED")
        #expect(icmp?.meaning == .portUnreachable)
        #expect(icmp?.offender == remote.address)
        #expect(icmp?.offenderIsLocal == true)
    }

    @Test func `a datagram is sent again after each delay until one is answered`() async throws {
        let server = try Listener(kind: SOCK_DGRAM)
        async let answered: Void = server.answer(with: [[7]], toDatagram: 3)
        let exchange = try await UDP.exchange(
            [9], with: server.address, sendAgainAfter: [.milliseconds(20), .milliseconds(10), .seconds(60)],
            deadline: .now + .seconds(50)
        ) { _ in true }
        try await answered
        guard case .reply([7]) = exchange.result else {
            Issue.record("\(exchange)")
            return
        }
        #expect(exchange.attempts == 3)
        #expect(exchange.latency >= Seconds(0.02))
    }

    @Test func `no answer until the deadline is silence`() async throws {
        let server = try Listener(kind: SOCK_DGRAM)
        let start = ContinuousClock.now
        let exchange = try await UDP.exchange(
            [9], with: server.address, sendAgainAfter: [.seconds(60)], deadline: start + .milliseconds(50)
        ) { _ in true }
        guard case .silent = exchange.result else {
            Issue.record("\(exchange)")
            return
        }
        #expect(exchange.attempts == 1)
        #expect(ContinuousClock.now - start >= .milliseconds(50))
    }

    @Test func `datagrams of anybody else are not replies`() async throws {
        let (server, stranger) = (try Listener(kind: SOCK_DGRAM), try Listener(kind: SOCK_DGRAM))
        async let exchange = UDP.exchange(
            [9], with: server.address, sendAgainAfter: [], deadline: .now + .milliseconds(300)
        ) { _ in true }
        _ = try await Poller.shared().wait(for: .readable, on: server.number, until: .now + .seconds(5))
        var sender = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &sender) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                var byte: UInt8 = 0
                #expect(recvfrom(server.number, &byte, 1, 0, address, &length) == 1)
                #expect(sendto(stranger.number, &byte, 1, 0, address, length) == 1)
            }
        }
        let result = try await exchange
        guard case .silent = result.result else {
            Issue.record("\(result)")
            return
        }
        #expect(result.rejectedReplies == 0)
    }

    @Test func `a cancelled exchange is not a silent one`() async throws {
        let server = try Listener(kind: SOCK_DGRAM)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let error = await #expect(throws: ProbeError.self) {
                    try await UDP.exchange(
                        [9], with: server.address, sendAgainAfter: [], deadline: .now + .seconds(50)
                    ) { _ in true }
                }
                #expect(error?.code == .interrupted)
            }
            group.cancelAll()
        }
    }

    @Test func `a datagram too large to send is a failure`() async throws {
        let server = try Listener(kind: SOCK_DGRAM)
        let exchange = try await UDP.exchange(
            [UInt8](repeating: 0, count: 70_000), with: server.address, sendAgainAfter: [], deadline: .now + .seconds(5)
        ) { _ in true }
        guard case .failed("EMSGSIZE", nil) = exchange.result else {
            Issue.record("\(exchange)")
            return
        }
    }
}
