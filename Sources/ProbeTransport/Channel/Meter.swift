internal import NIOCore

/// The first handler: notes when bytes last came from the network, whatever they turn out to mean further up.
final class Meter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private(set) var lastBytesAt: ContinuousClock.Instant?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastBytesAt = .now
        context.fireChannelRead(data)
    }
}
