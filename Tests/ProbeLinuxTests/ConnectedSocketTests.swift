import Glibc
import ProbeCore
import ProbeEvidence
@testable import ProbeLinux
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)), .aheadOfOthers)
struct ConnectedSocketTests {
    private func pair() async throws -> (client: ConnectedSocket, server: ConnectedSocket) {
        let listener = try Listener()
        let client = try #require(try await TCP.connect(to: listener.address, deadline: .now + .seconds(5)).socket)
        let accepted = try await listener.accepted()
        return (client, accepted)
    }

    @Test func `bytes go both ways`() async throws {
        let (client, server) = try await pair()
        #expect(try await client.send([1, 2, 3], deadline: .now + .seconds(5)) == nil)
        #expect(try await server.receive(atMost: 10, deadline: .now + .seconds(5)) == .bytes([1, 2, 3]))
        #expect(try await server.send([4], deadline: .now + .seconds(5)) == nil)
        #expect(try await client.receive(atMost: 10, deadline: .now + .seconds(5)) == .bytes([4]))
        #expect(try #require(client.info()).bytesSent == 3)
        #expect(try #require(client.info()).bytesReceived == 1)
    }

    @Test func `more than the buffers hold is sent while the other side reads`() async throws {
        let (client, server) = try await pair()
        let bytes = [UInt8](repeating: 7, count: 20_000_000)
        async let sent = client.send(bytes, deadline: .now + .seconds(30))
        var received = 0
        while received < bytes.count {
            guard case .bytes(let piece) = try await server.receive(atMost: .max, deadline: .now + .seconds(30)) else {
                break
            }
            received += piece.count
        }
        #expect(received == bytes.count)
        #expect(try await sent == nil)
    }

    @Test func `nothing until the deadline is silence, and a full buffer times out`() async throws {
        let (client, server) = try await pair()
        #expect(try await client.receive(atMost: 1, deadline: .now + .milliseconds(20)) == .silent)
        let bytes = [UInt8](repeating: 7, count: 50_000_000)
        #expect(try await client.send(bytes, deadline: .now + .milliseconds(50)) == "ETIMEDOUT")
        server.close()
    }

    @Test func `the end of the stream and a reset are different answers`() async throws {
        let (client, server) = try await pair()
        server.close()
        #expect(try await client.receive(atMost: 1, deadline: .now + .seconds(5)) == .closed)

        let (other, resetting) = try await pair()
        let descriptor = try #require(resetting.takeDescriptor())
        var abort = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
        #expect(try await other.receive(atMost: 1, deadline: .now + .seconds(5)) == .failed("ECONNRESET"))
        #expect(try await other.send([1], deadline: .now + .seconds(5)) == "EPIPE")
    }

    @Test func `closing wakes a task that waits`() async throws {
        let (client, server) = try await pair()
        async let received = client.receive(atMost: 1, deadline: .now + .seconds(50))
        client.close()
        let result = try await received
        #expect(result == .closed || result == .failed("EBADF"))
        #expect(try await server.receive(atMost: 1, deadline: .now + .seconds(5)) == .closed)
    }

    @Test func `a cancelled wait is the tool's interruption, not silence`() async throws {
        let (client, server) = try await pair()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let error = await #expect(throws: ProbeError.self) {
                    try await client.receive(atMost: 1, deadline: .now + .seconds(50))
                }
                #expect(error?.code == .interrupted)
            }
            group.cancelAll()
        }
        server.close()
    }

    @Test func `the descriptor is given away once and closed by nobody else`() async throws {
        let (client, server) = try await pair()
        let descriptor = try #require(client.takeDescriptor())
        #expect(client.takeDescriptor() == nil)
        #expect(client.info() == nil)
        client.close()
        #expect(fcntl(descriptor, F_GETFD) != -1)
        close(descriptor)
        #expect(try await server.receive(atMost: 1, deadline: .now + .seconds(5)) == .closed)
    }

    @Test func `a socket that nobody holds is closed`() async throws {
        let listener = try Listener()
        _ = try await TCP.connect(to: listener.address, deadline: .now + .seconds(5))
        let server = try await listener.accepted()
        #expect(try await server.receive(atMost: 1, deadline: .now + .seconds(5)) == .closed)
    }
}
