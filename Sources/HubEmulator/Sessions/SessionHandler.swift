import NIOCore

/// Runs a session on a channel.
final class SessionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var session: any ServerSession
    private var isOver = false
    private var silence: Scheduled<Void>?
    private var heartbeat: RepeatedTask?

    init(_ session: any ServerSession) { self.session = session }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        let buffer = unwrapInboundIn(data)
        for action in session.receive(Array(buffer.readableBytesView)) {
            switch action {
            case .send(let bytes):
                context.write(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .close:
                isOver = true
                context.flush()
                context.close(promise: nil)
            }
            if isOver { return }
        }
        context.flush()
        wait(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func wait(_ context: ChannelHandlerContext) {
        silence?.cancel()
        let channel = context.channel
        silence = session.patience.map { patience in
            context.eventLoop.scheduleTask(in: TimeAmount(patience)) { channel.close(promise: nil) }
        }
        guard heartbeat == nil, let beat = session.heartbeat else { return }
        let interval = TimeAmount(beat.interval)
        heartbeat = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            channel.writeAndFlush(ByteBuffer(bytes: beat.bytes), promise: nil)
        }
    }

    private func stop() {
        isOver = true
        silence?.cancel()
        heartbeat?.cancel()
        (silence, heartbeat) = (nil, nil)
    }
}
