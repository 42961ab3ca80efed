import NIOCore
import NIOHTTP1
import NIOWebSocket
import ProbeCore
import ProbeLinux

/// Reads requests, answers them as a site does, and makes way for a WebSocket.
final class WebHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let site: any WebSite
    private let clockOffset: Int64
    private var head: HTTPRequestHead?
    private var bodyLength = 0
    private var isUpgraded = false
    private var isOver = false

    /// No request of a device to these services is longer.
    private static let longestBody = 256 * 1024
    private static let longestFrame = 512 * 1024

    init(_ site: any WebSite, clockOffset: Int64) {
        self.site = site
        self.clockOffset = clockOffset
    }

    /// Adds HTTP to the end of a pipeline.
    static func install(_ site: any WebSite, clockOffset: Int64, in pipeline: ChannelPipeline) throws {
        let operations = pipeline.syncOperations
        try operations.addHandler(HTTPResponseEncoder(), name: encoderName)
        try operations.addHandler(
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)), name: decoderName)
        try operations.addHandler(WebHandler(site, clockOffset: clockOffset))
    }

    private static let encoderName = "http-encoder"
    private static let decoderName = "http-decoder"

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Bytes that followed the upgrade's request are the WebSocket's.
        guard !isUpgraded else { return context.fireChannelRead(data) }
        guard !isOver else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            bodyLength = 0
        case .body(let bytes):
            bodyLength += bytes.readableBytes
            if bodyLength > Self.longestBody {
                respond(WebResponse(.payloadTooLarge), to: head, context, closing: true)
            }
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, !isUpgraded, !isOver else { return context.close(promise: nil) }
        respond(WebResponse(.badRequest), to: nil, context, closing: true)
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard let request = WebRequest(head) else {
            return respond(WebResponse(.badRequest), to: head, context, closing: true)
        }
        switch site.answer(request) {
        case .respond(let response):
            // After a request for an upgrade the decoder reads no further one.
            let closes = !head.isKeepAlive || head.headers.contains(name: "upgrade")
            respond(response, to: head, context, closing: closes)
        case .upgrade(let accept, let subprotocol, let session):
            upgrade(accept, subprotocol, session, context)
        case .reset:
            isOver = true
            context.triggerUserOutboundEvent(ReceptionHandler.ResetEvent(), promise: nil)
        case .swallow: isOver = true
        }
    }

    private func respond(
        _ response: WebResponse, to request: HTTPRequestHead?, _ context: ChannelHandlerContext, closing: Bool
    ) {
        var headers = HTTPHeaders(response.headers)
        headers.replaceOrAdd(name: "Content-Length", value: String(response.body.count))
        let now = Timestamp(secondsSince1970: Timestamp.now().secondsSince1970 + clockOffset)
        headers.add(name: "Date", value: now.httpDate)
        if closing { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: response.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request?.method != .HEAD, !response.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if closing {
            isOver = true
            context.close(promise: nil)
        }
    }

    private func upgrade(
        _ accept: String, _ subprotocol: String?, _ session: any ServerSession, _ context: ChannelHandlerContext
    ) {
        var headers: HTTPHeaders = ["Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accept]
        if let subprotocol { headers.add(name: "Sec-WebSocket-Protocol", value: subprotocol) }
        let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        isUpgraded = true
        let operations = context.pipeline.syncOperations
        do {
            try operations.addHandlers([
                WebSocketFrameEncoder(),
                ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: Self.longestFrame)), WebSocketHandler(),
                SessionHandler(session),
            ])
        } catch { return context.close(promise: nil) }
        // The decoder hands on what it has not read when it goes.
        operations.removeHandler(name: Self.encoderName, promise: nil)
        operations.removeHandler(name: Self.decoderName, promise: nil)
    }
}
