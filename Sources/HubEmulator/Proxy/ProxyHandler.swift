import NIOCore
import NIOHTTP1
import NIOPosix
import ProbeCore
import ProbeTLS

/// An HTTP proxy that knows CONNECT alone (RFC 9110 section 9.3.6).
final class ProxyHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let policy: ProxyPolicy
    private let routes: ProxyRoutes
    private let counters: Counters
    private var head: HTTPRequestHead?
    private var isOver = false
    private var isTunnel = false

    private static let encoderName = "http-encoder"
    private static let decoderName = "http-decoder"

    init(_ policy: ProxyPolicy, _ routes: ProxyRoutes, _ counters: Counters) {
        self.policy = policy
        self.routes = routes
        self.counters = counters
    }

    static func install(
        _ policy: ProxyPolicy, _ routes: ProxyRoutes, _ counters: Counters, in channel: any Channel
    ) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let operations = channel.pipeline.syncOperations
            try operations.addHandler(HTTPResponseEncoder(), name: encoderName)
            try operations.addHandler(
                ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)), name: decoderName)
            try operations.addHandler(ProxyHandler(policy, routes, counters))
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isTunnel else { return context.fireChannelRead(data) }
        guard !isOver else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            answer(head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard request.method == .CONNECT else { return refuse(.methodNotAllowed, [], context) }
        guard isAdmitted(request) else {
            let challenges = policy.challenges.map { scheme in
                ("Proxy-Authenticate", scheme == .basic ? #"Basic realm="emulated proxy""# : scheme.rawValue)
            }
            return refuse(.proxyAuthenticationRequired, challenges, context)
        }
        let port = request.uri.split(separator: ":").last.flatMap { UInt16($0) }
        guard !policy.isDenyingAll, let port, policy.ports?.contains(port) ?? true else {
            return refuse(.forbidden, [], context)
        }
        // squid answers 503 for names that do not resolve.
        guard let target = routes[request.uri] else { return refuse(.serviceUnavailable, [], context) }
        isOver = true
        connect(to: target.address.description, Int(target.port), context)
    }

    private func isAdmitted(_ request: HTTPRequestHead) -> Bool {
        guard let credentials = policy.credentials else { return true }
        // Only Basic is understood (RFC 7617).
        let expected = "Basic " + Base64.encode(Array("\(credentials.user):\(credentials.password)".utf8))
        return policy.challenges.contains(.basic) && request.headers.first(name: "proxy-authorization") == expected
    }

    private func refuse(
        _ status: HTTPResponseStatus, _ headers: [(String, String)], _ context: ChannelHandlerContext
    ) {
        isOver = true
        counters.noteTunnel(Int(status.code))
        let body = ByteBuffer(string: "<html><body><h1>\(status.reasonPhrase)</h1></body></html>")
        let fixed = [
            ("Server", "squid/5.7"), ("Via", "1.1 proxy (squid/5.7)"), ("Content-Type", "text/html"),
            ("Content-Length", String(body.readableBytes)), ("Connection", "close"),
        ]
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: HTTPHeaders(fixed + headers))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    // MARK: - The tunnel

    private func connect(to host: String, _ port: Int, _ context: ChannelHandlerContext) {
        isTunnel = true
        let client = context.channel
        let operations = context.pipeline.syncOperations
        let near = TunnelHandler()
        do { try operations.addHandler(near) } catch { return context.close(promise: nil) }
        // The decoder hands on what it has not read when it goes.
        operations.removeHandler(name: Self.encoderName, promise: nil)
        operations.removeHandler(name: Self.decoderName, promise: nil)
        ClientBootstrap(group: context.eventLoop)
            .channelOption(.autoRead, value: false)
            .connect(host: host, port: port)
            .assumeIsolated()
            .whenComplete { [counters] result in
                // The status lines are written by hand: the encoder is gone.
                guard case .success(let target) = result else {
                    counters.noteTunnel(502)
                    client.writeAndFlush(ByteBuffer(string: "HTTP/1.1 502 Bad Gateway\r\n\r\n"), promise: nil)
                    return client.close(promise: nil)
                }
                counters.noteTunnel(200)
                client.writeAndFlush(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"), promise: nil)
                let far = TunnelHandler()
                do { try target.pipeline.syncOperations.addHandler(far) } catch { return client.close(promise: nil) }
                near.join(far)
                target.setOption(.autoRead, value: true).whenFailure { _ in client.close(promise: nil) }
            }
    }
}
