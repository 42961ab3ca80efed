internal import NIOCore
internal import ProbeCore

/// Stands between the network and the HTTP codec: counts, bounds the head, and holds back what is no longer HTTP.
///
/// Until the head is complete it lets one line through at a time, so that the first byte after the head of a tunnel or an
/// upgrade never reaches the parser, however the bytes arrived.
final class HTTPGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The head is longer than anybody needs.
    struct HeadTooLong: Error {}

    private enum State {
        case head, body, held, refused
    }

    /// What passed so far.
    struct Traffic: Sendable {
        var sent = 0
        var received = 0
        /// The first bytes received.
        var opening: [UInt8] = []
    }

    private static let longestHead = 16_384

    private var state = State.head
    private var headLength = 0
    private(set) var traffic = Traffic()
    /// Bytes that belong to what comes after HTTP.
    private(set) var held: [UInt8] = []

    /// The codec has read a complete head.
    func noteHead(leavesHTTP: Bool) { state = leavesHTTP ? .held : .body }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        traffic.received += buffer.readableBytes
        traffic.opening += buffer.readableBytesView.prefix(max(0, WireText.longest + 1 - traffic.opening.count))
        while state == .head, let line = nextLine(&buffer) {
            headLength += line.readableBytes
            context.fireChannelRead(wrapInboundOut(line))
            if state == .head, headLength > Self.longestHead {
                state = .refused
                context.fireErrorCaught(HeadTooLong())
            }
        }
        guard buffer.readableBytes > 0 else { return }
        switch state {
        case .body: context.fireChannelRead(wrapInboundOut(buffer))
        // No more than one read arrives before the handlers are exchanged or the connection is given up.
        case .held: held += buffer.readableBytesView.prefix(max(0, 1 << 20 - held.count))
        case .head, .refused: break
        }
    }

    /// What comes up to the end of a line; all there is, where no line ends.
    private func nextLine(_ buffer: inout ByteBuffer) -> ByteBuffer? {
        let view = buffer.readableBytesView
        guard !view.isEmpty else { return nil }
        let length = view.firstIndex(of: 0x0a).map { $0 - view.startIndex + 1 } ?? view.count
        return buffer.readSlice(length: length)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        traffic.sent += unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }
}
