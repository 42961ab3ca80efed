internal import NIOCore
internal import NIOWebSocket

/// Makes a byte stream of a WebSocket's binary messages, in the client's role (RFC 6455).
///
/// The protocols inside frame themselves, so the borders of messages and fragments carry no meaning for them.
final class WebSocketStream: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = WebSocketFrame

    /// The other side breaks the framing's rules.
    struct ProtocolViolation: Error {}

    private var isInsideMessage = false
    private var isOver = false
    private var didSendClose = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        let frame = unwrapInboundIn(data)
        // A server never masks (section 5.1), and no extension was negotiated that could use the reserved bits.
        guard frame.maskKey == nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return fail(context) }
        switch frame.opcode {
        case .binary where !isInsideMessage, .continuation where isInsideMessage:
            isInsideMessage = !frame.fin
            if frame.data.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(frame.data)) }
        case .ping:
            // Whoever asks faster than it listens gets no answer.
            if context.channel.isWritable { send(.pong, frame.data, context) }
        case .pong: break
        case .connectionClose:
            isOver = true
            sendClose(frame.data, context)
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        // Text is no answer to AMQP or MQTT (MQTT-6.0.0-1).
        default: fail(context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event, isOver { return }
        context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let frame = WebSocketFrame(fin: true, opcode: .binary, maskKey: .random(), data: unwrapOutboundIn(data))
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .all { sendClose(ByteBuffer(bytes: [0x03, 0xe8]), context) }
        context.close(mode: mode, promise: promise)
    }

    private func fail(_ context: ChannelHandlerContext) {
        isOver = true
        context.fireErrorCaught(ProtocolViolation())
    }

    private func sendClose(_ data: ByteBuffer, _ context: ChannelHandlerContext) {
        guard !didSendClose, context.channel.isActive else { return }
        didSendClose = true
        send(.connectionClose, data, context)
    }

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }
}
