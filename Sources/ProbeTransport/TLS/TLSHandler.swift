package import NIOCore
package import ProbeCore
import ProbeEvidence
package import ProbeTLS

/// TLS in a channel's pipeline, for either role: ciphertext on the network's side, plaintext on the other.
///
/// Its end is announced as an `Event`; what is written before is kept until then.
package final class TLSHandler: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// The handshake is over; fired as a user inbound event.
    package enum Event: Sendable {
        case completed, failed
    }

    /// An established session broke; caught as an error.
    package struct Broken: Error {
        /// The other side said why.
        package let byAlert: Bool
    }

    private enum State {
        case idle, handshaking, open
        /// The other side said close_notify, after which this side may still speak.
        case halfClosed
        case over
    }

    private let engine: TLSEngine
    private var state = State.idle
    private var unsent: [(bytes: [UInt8], promise: EventLoopPromise<Void>?)] = []

    package init(_ engine: TLSEngine) { self.engine = engine }

    /// What is known about the handshake so far.
    package var facts: TLSEngine.Facts { engine.facts }
    /// The name a client asked for, in the server's role.
    package var serverNameReceived: WireText? { engine.serverNameReceived }

    // MARK: - Beginning and end

    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) { giveUp() }

    package func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        giveUp()
        context.fireChannelInactive()
    }

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode != .input, state == .open || state == .halfClosed {
            engine.shutdown()
            transmit(context)
        }
        context.close(mode: mode, promise: promise)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard state == .idle else { return }
        state = .handshaking
        advance(context)
    }

    private func giveUp() {
        state = .over
        let unsent = unsent
        self.unsent = []
        for (_, promise) in unsent { promise?.fail(ChannelError.ioOnClosedChannel) }
    }

    // MARK: - Inbound

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        engine.feed(Array(unwrapInboundIn(data).readableBytesView))
        advance(context)
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The FIN after a close_notify is no news.
        if case ChannelEvent.inputClosed = event, state == .halfClosed { return }
        context.fireUserInboundEventTriggered(event)
    }

    private func advance(_ context: ChannelHandlerContext) {
        if state == .handshaking { shakeHands(context) }
        while state == .open {
            switch engine.read() {
            case .bytes(let bytes): context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: bytes)))
            case .incomplete:
                transmit(context)
                return
            case .closed:
                state = .halfClosed
                transmit(context)
                context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            case .failed:
                transmit(context)
                giveUp()
                context.fireErrorCaught(Broken(byAlert: engine.facts.alert?.wasReceived == true))
            }
        }
    }

    private func shakeHands(_ context: ChannelHandlerContext) {
        let progress = engine.handshake()
        switch progress {
        case .incomplete: transmit(context)
        case .failed:
            transmit(context)
            giveUp()
            context.fireUserInboundEventTriggered(Event.failed)
        case .complete:
            state = .open
            let unsent = unsent
            self.unsent = []
            for (bytes, promise) in unsent { encrypt(bytes, promise, context) }
            transmit(context)
            context.fireUserInboundEventTriggered(Event.completed)
        }
    }

    // MARK: - Outbound

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = Array(unwrapOutboundIn(data).readableBytesView)
        switch state {
        case .idle, .handshaking: unsent.append((bytes, promise))
        case .open, .halfClosed: encrypt(bytes, promise, context)
        case .over: promise?.fail(ChannelError.ioOnClosedChannel)
        }
    }

    private func encrypt(_ bytes: [UInt8], _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        guard engine.write(bytes) else {
            promise?.fail(Broken(byAlert: false))
            return
        }
        context.write(wrapOutboundOut(ByteBuffer(bytes: engine.drain())), promise: promise)
    }

    private func transmit(_ context: ChannelHandlerContext) {
        let bytes = engine.drain()
        guard !bytes.isEmpty else {
            context.flush()
            return
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
