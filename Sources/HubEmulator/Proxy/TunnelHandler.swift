import NIOCore

/// One end of a tunnel: what it reads the other end writes, no faster than the other end can, until either closes.
///
/// Both ends live on one event loop. An end that is alone yet keeps what comes and reads no more.
final class TunnelHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var other: TunnelHandler?
    private var context: ChannelHandlerContext?
    private var isReadPending = false
    private var early: [ByteBuffer] = []

    /// Joins two ends and hands over what came early.
    func join(_ far: TunnelHandler) {
        (other, far.other) = (far, self)
        for bytes in early { far.send(bytes) }
        early = []
        far.context?.flush()
        readOn()
        far.readOn()
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        other = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if let other { other.send(bytes) } else { early.append(bytes) }
    }

    func channelReadComplete(context: ChannelHandlerContext) { other?.context?.flush() }

    func channelInactive(context: ChannelHandlerContext) {
        other?.context?.close(promise: nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { other?.readOn() }
    }

    func read(context: ChannelHandlerContext) {
        if let other, other.context?.channel.isWritable ?? false { context.read() } else { isReadPending = true }
    }

    private func send(_ bytes: ByteBuffer) { context?.write(wrapOutboundOut(bytes), promise: nil) }

    private func readOn() {
        guard isReadPending else { return }
        isReadPending = false
        context?.read()
    }
}
