internal import NIOCore
internal import NIOPosix
internal import ProbeCore
internal import ProbeLinux

/// The first handler: notes when bytes last came from the network, whatever they turn out to mean further up, and what
/// the network said of bytes sent, whoever sent them.
final class Meter: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private(set) var lastBytesAt: ContinuousClock.Instant?
    private(set) var writeError: SystemError?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastBytesAt = .now
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let promise = promise ?? context.eventLoop.makePromise()
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        promise.futureResult.whenFailure { loopBound.value.note($0) }
        context.write(data, promise: promise)
    }

    private func note(_ error: any Error) {
        if let error = error as? IOError { writeError = SystemError(errno: error.errnoCode) }
    }
}
