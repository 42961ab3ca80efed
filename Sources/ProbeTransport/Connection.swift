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

/// An HTTP/1.1 request without a body.
package struct HTTPRequest: Sendable {
    package var method: String
    package var target: String
    /// `Host` included.
    package var headers: [(name: String, value: String)]

    package init(method: String = "GET", target: String, headers: [(name: String, value: String)]) {
        self.method = method
        self.target = target
        self.headers = headers
    }
}

/// An HTTP answer with as much of its body as was read.
package struct HTTPReply: Sendable {
    package var answer: HTTPAnswer
    package var body: [UInt8]

    package init(answer: HTTPAnswer, body: [UInt8]) {
        self.answer = answer
        self.body = body
    }
}

/// How an upgrade to WebSocket went.
package struct WebSocketUpgrade: Sendable {
    package var exchange: Exchange
    package var answer: HTTPAnswer?
    package var acceptMatches = false
    package var subprotocolMatches = false

    package init(exchange: Exchange) { self.exchange = exchange }
}

/// How long a conversation waits.
package struct Waits: Sendable {
    /// Without any byte by then it is stuck, which is reported once.
    package var stuck: ContinuousClock.Instant
    /// Without any byte by then it is silent.
    package var quiet: ContinuousClock.Instant
    /// Everything is over by then.
    package var deadline: ContinuousClock.Instant

    package init(stuck: ContinuousClock.Instant, quiet: ContinuousClock.Instant, deadline: ContinuousClock.Instant) {
        self.stuck = stuck
        self.quiet = quiet
        self.deadline = deadline
    }
}

/// A protocol's client side as a pure state machine over bytes: no I/O, no clock, bounded buffers.
package protocol Conversation: Sendable {
    /// What to do next.
    typealias Step = ConversationStep

    /// The opening bytes.
    mutating func begin() -> [UInt8]
    /// Takes bytes that arrived.
    mutating func receive(_ bytes: [UInt8]) -> Step
}

package enum ConversationStep: Hashable, Sendable {
    case wait
    case send([UInt8])
    /// Over; bytes that belong to whatever comes next are given back.
    case finished(Exchange.Result, leftover: [UInt8])
}
