import Glibc
import ProbeCore
import ProbeEvidence
@testable import ProbeLinux
import Testing

/// A kernel started with `ipv6.disable=1`, or a sandbox, has no sockets of the family.
struct MissingFamilyTests {
    private static let missing: Socket.Opening = { (_, family) throws(SystemCallError) in
        throw SystemCallError(call: "socket", code: EAFNOSUPPORT)
    }

    private let remote: SocketAddress

    init() throws { remote = try #require(SocketAddress("[2001:db8::1]:443", defaultPort: 1)) }

    @Test func `a TCP connection without its address family is evidence that nothing left`() async throws {
        let (attempt, socket) = try await TCP.connect(
            to: remote, deadline: .now + .seconds(5), opening: Self.missing)
        #expect(socket == nil)
        #expect(attempt.result == .failed)
        #expect(attempt.error == "EAFNOSUPPORT")
        #expect(attempt.isSynchronous)
        #expect(attempt.icmp == nil)
    }

    @Test func `a datagram without its address family is evidence that nothing left`() async throws {
        let exchange = try await UDP.exchange(
            [1], with: remote, sendAgainAfter: [], deadline: .now + .seconds(5), opening: Self.missing
        ) { _ in true }
        guard case .failed(let error, let icmp) = exchange.result else {
            Issue.record("\(exchange)")
            return
        }
        #expect(error == "EAFNOSUPPORT")
        #expect(icmp == nil)
        #expect(exchange.attempts == 0)
    }

    @Test func `a full descriptor table stays a trouble of the tool`() async throws {
        let full: Socket.Opening = { (_, _) throws(SystemCallError) in
            throw SystemCallError(call: "socket", code: EMFILE)
        }
        let error = await #expect(throws: ProbeError.self) {
            try await TCP.connect(to: remote, deadline: .now + .seconds(5), opening: full)
        }
        #expect(error?.code == .descriptors)
    }
}
