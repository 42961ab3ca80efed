import Glibc
import ProbeCore
import Testing

@testable import ProbeLinux

/// A listening TCP socket or a bound UDP socket on a free port of the loopback interface.
final class Listener: Sendable {
    let address: SocketAddress
    let number: CInt

    /// Binds to a free port; a backlog of 0 leaves room for one connection, and the SYNs of the next are dropped.
    init(_ host: String = "127.0.0.1", kind: __socket_type = SOCK_STREAM, backlog: CInt = 16) throws {
        let wanted = try #require(IPAddress(host))
        number = try Socket.open(kind, for: wanted.family).release()
        let number = number
        let raw = RawSocketAddress(SocketAddress(wanted, port: 0))
        _ = try systemCall("bind") { raw.withPointer { bind(number, $0, $1) } }
        if kind == SOCK_STREAM { _ = try systemCall("listen") { listen(number, backlog) } }
        address = try #require(RawSocketAddress(localOf: number).address)
    }

    /// The next connection, already there when the other side has connected.
    func accepted() async throws -> ConnectedSocket {
        _ = try await Poller.shared().wait(for: .readable, on: number, until: .now + .seconds(5))
        let number = number
        let connection = try systemCall("accept") { accept(number, nil, nil) }
        _ = fcntl(connection, F_SETFL, O_NONBLOCK)
        return ConnectedSocket(Descriptor(owning: connection))
    }

    /// Answers a datagram, the first or a later one, with the given ones in order.
    func answer(with replies: [[UInt8]], toDatagram wanted: Int = 1) async throws {
        var sender = sockaddr_storage()
        for datagram in 1...wanted {
            _ = try await Poller.shared().wait(for: .readable, on: number, until: .now + .seconds(30))
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            var byte: UInt8 = 0
            withUnsafeMutablePointer(to: &sender) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    _ = recvfrom(number, &byte, 1, 0, address, &length)
                    guard datagram == wanted else { return }
                    for reply in replies { _ = sendto(number, reply, reply.count, 0, address, length) }
                }
            }
        }
    }

    deinit { _ = close(number) }
}

/// A port of the loopback interface that nobody listens on.
func closedPort(_ host: String = "127.0.0.1", kind: __socket_type = SOCK_STREAM) throws -> SocketAddress {
    try Listener(host, kind: kind).address
}

/// A listener that drops every further SYN, because its queue is full.
func silentListener() async throws -> (listener: Listener, occupants: [ConnectedSocket]) {
    let listener = try Listener(backlog: 0)
    var occupants: [ConnectedSocket] = []
    while let socket = try await TCP.connect(to: listener.address, deadline: .now + .milliseconds(200)).socket {
        occupants.append(socket)
    }
    return (listener, occupants)
}
