package import ProbeCore
package import ProbeLinux
package import ProbeTLS

/// A connection on its way up the ladder: TCP, then TLS or a proxy's tunnel, then a protocol; one channel throughout.
package final class Connection: Live {
    package let remote: SocketAddress

    init(remote: SocketAddress) { self.remote = remote }

    /// Takes a connected socket over into a channel; its error queue has been switched off.
    package static func adopt(
        _ socket: ConnectedSocket, remote: SocketAddress
    ) async throws(ProbeError) -> Connection {
        throw ProbeError(.library, "not built yet")
    }

    /// Raises TLS on the connection.
    ///
    /// Returns at completion, failure, `quiet` without a byte from the other side, or the deadline. `whenStuck` is called
    /// at most once, with what is known then.
    package func handshake(
        _ options: TLSEngine.ClientOptions, expecting name: String, trust: Trust, waits: Waits,
        whenStuck: @Sendable (Handshake) -> Void
    ) async -> Handshake { Handshake(serverName: nil, expectedName: name, result: .silent, duration: Seconds(0)) }

    /// Leads a conversation until it is finished or broken; bytes left over stay for the next one.
    package func converse<C: Conversation>(
        _ conversation: C, waits: Waits, whenStuck: @Sendable (C, Exchange) -> Void
    ) async -> (conversation: C, exchange: Exchange) { (conversation, Exchange(result: .silent)) }

    /// Sends an HTTP/1.1 request and takes one answer; the connection stays open for the next where HTTP allows it.
    ///
    /// At most 16 KiB of head and 8 KiB of body are read into `HTTPReply.body`.
    package func request(
        _ request: HTTPRequest, waits: Waits, whenStuck: @Sendable (Exchange) -> Void
    ) async -> (reply: HTTPReply?, exchange: Exchange) { (nil, Exchange(result: .silent)) }

    /// Asks an HTTP proxy for a tunnel (CONNECT); once it is open, the connection is a plain byte stream again.
    package func openTunnel(
        to host: String, port: UInt16, credentials: Plan.Credentials?, waits: Waits,
        whenStuck: @Sendable (Exchange) -> Void
    ) async -> (answer: HTTPAnswer?, exchange: Exchange) { (nil, Exchange(result: .silent)) }

    /// Upgrades to WebSocket (RFC 6455); from then on `converse` speaks inside binary frames.
    package func upgradeToWebSocket(
        host: HostName, path: String, subprotocol: String, waits: Waits, whenStuck: @Sendable (Exchange) -> Void
    ) async -> WebSocketUpgrade { WebSocketUpgrade(exchange: Exchange(result: .silent)) }

    /// TCP_INFO at this moment.
    package func info() async -> TCPInfo? { nil }

    package func close() async {}
}
