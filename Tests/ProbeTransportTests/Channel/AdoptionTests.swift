import Glibc
import NIOCore
import NIOPosix
import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeTLS
@testable import ProbeTransport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct AdoptionTests {
    /// A listener whose every connection is reset as soon as it is accepted.
    private final class Resetter {
        let address: ProbeCore.SocketAddress
        private let descriptor: CInt

        init() throws {
            let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
            var raw = sockaddr_in()
            raw.sin_family = sa_family_t(AF_INET)
            raw.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let port = withUnsafeMutablePointer(to: &raw) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> UInt16? in
                    guard bind(descriptor, address, length) == 0, listen(descriptor, 8) == 0,
                        getsockname(descriptor, address, &length) == 0
                    else { return nil }
                    return pointer.pointee.sin_port.bigEndian
                }
            }
            self.descriptor = descriptor
            address = ProbeCore.SocketAddress(try #require(IPAddress("127.0.0.1")), port: try #require(port))
        }

        deinit { close(descriptor) }

        func resetNext() throws {
            let accepted = accept(descriptor, nil, nil)
            try #require(accepted >= 0)
            var lingering = linger(l_onoff: 1, l_linger: 0)
            setsockopt(accepted, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
            close(accepted)
        }
    }

    @Test func `a connection that is reset before its first byte is taken over, and the reset is the answer`()
        async throws
    {
        let resetter = try Resetter()
        let trust = try Minted().trust
        for _ in 0..<200 {
            let connected = try await TCP.connect(to: resetter.address, deadline: .now + .seconds(10)).socket
            let socket = try #require(connected)
            try resetter.resetNext()
            // Its SYN-ACK and its RST.
            while (socket.info()?.segmentsIn ?? 0) < 2 { await Task.yield() }
            let connection = try await Connection.adopt(socket, remote: resetter.address)
            let handshake = await connection.handshake(
                TLSEngine.ClientOptions(serverName: nil), expecting: Minted.name, trust: trust, waits: .long,
                whenStuck: { _ in })
            #expect(handshake.result == .reset)
            #expect(handshake.error == "ECONNRESET")
            await connection.close()
        }
    }

    @Test func `all connections share one event loop, whatever the number of cores`() {
        #expect(EventLoops.group.makeIterator().map(\.inEventLoop).count == 1)
    }

    @Test(arguments: [true, false])
    func `once bytes are beyond sense, no more are read`(isTLS: Bool) async throws {
        let nonsense = LoopbackServer.Action.send("nonsense\r\n\r\n")
        try await LoopbackServer.play([.after(bytes: 1, nonsense)]) { connection, _ in
            if isTLS {
                let handshake = await connection.handshake(
                    TLSEngine.ClientOptions(serverName: nil), expecting: Minted.name, trust: try Minted().trust,
                    waits: .long, whenStuck: { _ in })
                #expect(handshake.result == .notTLS)
            } else {
                let request = HTTPRequest(target: "/", headers: [("Host", "h")])
                let exchange = await connection.request(request, waits: .long, whenStuck: { _ in }).exchange
                #expect(exchange.result == .otherProtocol)
            }
            #expect(try await connection.channel.getOption(.autoRead).get() == false)
        }
    }
}
