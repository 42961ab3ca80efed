internal import NIOCore
internal import NIOPosix
internal import ProbeCore
internal import ProbeLinux

/// The first handler: notes when bytes last came from the network, whatever they turn out to mean further up, and what
/// the network said of bytes sent, whoever sent them.
///
/// All connections share one event loop. What a peer sends without end, be it empty records, frames of one byte or a
/// header that drips, is work there whether or not it means anything: beyond an allowance nobody listens any longer.
final class Meter: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// More came than anything that is asked here has for an answer.
    struct AllowanceExceeded: Error {}

    /// Bytes, of which each read counts as so many at least: the longest chains and heads take a tenth of it.
    static let allowance = 1 << 19
    private static let leastOfRead = 128
    /// Bytes of one read, and thereby of a turn in the event loop.
    static let mostOfTurn = 16_384

    private var spent = 0
    /// As they came from the network.
    private(set) var bytesTaken = 0

    private(set) var lastBytesAt: ContinuousClock.Instant?
    private(set) var writeError: SystemError?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let wasExceeded = spent > Self.allowance
        bytesTaken += unwrapInboundIn(data).readableBytes
        spent += max(Self.leastOfRead, unwrapInboundIn(data).readableBytes)
        guard spent <= Self.allowance else {
            if !wasExceeded { context.fireErrorCaught(AllowanceExceeded()) }
            return
        }
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
