import NIOCore
import ProbeCore
import ProbeTLS

/// The server's side of TLS on a channel, with whatever a fault does to it.
///
/// The answer depends on the name in the ClientHello, so the hello is first read by an engine of the port's own service;
/// where another one must answer, a new engine takes the same bytes.
final class TLSReceptionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How a ClientHello is met, once its name is known.
    enum Answer {
        /// Goes on with the engine that has read the hello.
        case proceed
        case answer(TLSEngine)
        case swallow
        case close
        case reset
        /// These bytes in place of a ServerHello, and the end.
        case plain([UInt8])
    }

    private enum State {
        case hello
        case handshaking
        case open
        case deaf
        case over
    }

    private var engine: TLSEngine
    private var state = State.hello
    private var hello: [UInt8] = []
    private let answer: (_ serverName: String?) throws -> Answer
    private let opened: (ChannelHandlerContext, _ serverName: String?) throws -> Void

    /// OpenSSL gives up on longer ones too.
    private static let longestHello = 32 * 1024

    /// - Parameters:
    ///   - engine: reads the hello.
    ///   - answer: called once the hello's name is known.
    ///   - opened: called once TLS stands; adds the handlers above.
    init(
        reading engine: TLSEngine, answer: @escaping (_ serverName: String?) throws -> Answer,
        opened: @escaping (ChannelHandlerContext, _ serverName: String?) throws -> Void
    ) {
        self.engine = engine
        self.answer = answer
        self.opened = opened
    }

    // MARK: - From the network

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        switch state {
        case .hello: read(hello: bytes, context)
        case .handshaking, .open:
            engine.feed(bytes)
            advance(context)
        case .deaf, .over: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func read(hello bytes: [UInt8], _ context: ChannelHandlerContext) {
        hello += bytes
        engine.feed(bytes)
        let progress = engine.handshake()
        let output = engine.drain()
        // Something to say, or nothing more to read: the hello was understood, or never will be.
        guard !output.isEmpty || progress == .failed || hello.count > Self.longestHello else { return }
        let chosen: Answer
        do { chosen = try answer(engine.serverNameReceived?.description) } catch { return reset(context) }
        switch chosen {
        case .proceed:
            state = .handshaking
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output)), promise: nil)
        case .answer(let other):
            state = .handshaking
            engine = other
            engine.feed(hello)
        case .swallow: state = .deaf
        case .close: end(context)
        case .reset: reset(context)
        case .plain(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            end(context)
        }
        hello = []
        if state == .handshaking { advance(context) }
    }

    private func advance(_ context: ChannelHandlerContext) {
        if state == .handshaking {
            let progress = engine.handshake()
            flushEngine(context)
            switch progress {
            case .incomplete: return
            case .failed: return end(context)
            case .complete: state = .open
            }
            do { try opened(context, engine.serverNameReceived?.description) } catch { return end(context) }
        }
        while state == .open {
            switch engine.read() {
            case .bytes(let bytes): context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: bytes)))
            case .incomplete:
                flushEngine(context)
                return context.fireChannelReadComplete()
            case .closed, .failed:
                flushEngine(context)
                return end(context)
            }
        }
    }

    private func flushEngine(_ context: ChannelHandlerContext) {
        let output = engine.drain()
        guard !output.isEmpty else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output)), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {}

    // MARK: - From above

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard state == .open, engine.write(Array(unwrapOutboundIn(data).readableBytesView)) else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        context.write(wrapOutboundOut(ByteBuffer(bytes: engine.drain())), promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if state == .open {
            engine.shutdown()
            flushEngine(context)
        }
        state = .over
        context.close(mode: mode, promise: promise)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is ResetEvent else { return context.triggerUserOutboundEvent(event, promise: promise) }
        reset(context)
        promise?.succeed()
    }

    // MARK: - Ends

    /// FIN, after whatever was written.
    private func end(_ context: ChannelHandlerContext) {
        state = .over
        context.close(promise: nil)
    }

    private func reset(_ context: ChannelHandlerContext) {
        state = .over
        ResetEvent.reset(context)
    }
}

/// Asks the handlers below for a reset of the connection.
struct ResetEvent {
    /// `struct linger` of socket(7): with no time to linger, close(2) sends a reset.
    private struct Linger {
        var isOn: CInt = 1
        var seconds: CInt = 0
    }

    static func reset(_ context: ChannelHandlerContext) {
        guard let options = context.channel as? any SocketOptionProvider else { return context.close(promise: nil) }
        _ = options.unsafeSetSocketOption(level: .socket, name: .so_linger, value: Linger())
        context.close(promise: nil)
    }
}
