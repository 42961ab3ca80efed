import NIOCore
import NIOWebSocket

/// Turns binary frames into a byte stream and back (RFC 6455), and keeps the protocol's control frames to itself.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = WebSocketFrame

    private var isOver = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        let frame = unwrapInboundIn(data)
        // A client masks every frame (section 5.1).
        guard frame.maskKey != nil else { return close(context, .protocolError) }
        switch frame.opcode {
        case .binary, .continuation: context.fireChannelRead(wrapInboundOut(frame.unmaskedData))
        case .ping: write(context, WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
        case .pong: break
        case .connectionClose:
            var bytes = frame.unmaskedData
            close(context, bytes.readWebSocketErrorCode() ?? .normalClosure)
        default: close(context, .unacceptableData)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let frame = WebSocketFrame(fin: true, opcode: .binary, data: unwrapOutboundIn(data))
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    /// A session that is over says so in the protocol of the WebSocket.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if !isOver { close(context, .normalClosure) }
        promise?.succeed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { close(context, .protocolError) }

    private func write(_ context: ChannelHandlerContext, _ frame: WebSocketFrame) {
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    private func close(_ context: ChannelHandlerContext, _ code: WebSocketErrorCode) {
        guard !isOver else { return }
        isOver = true
        var data = context.channel.allocator.buffer(capacity: 2)
        data.write(webSocketErrorCode: code)
        write(context, WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
        context.close(promise: nil)
    }
}
