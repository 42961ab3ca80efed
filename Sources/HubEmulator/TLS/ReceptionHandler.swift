import NIOCore
import ProbeCore
import ProbeTLS
import ProbeTransport

/// Meets a ClientHello as its name and a fault demand: with TLS, or with whatever stands in its place.
///
/// The hello is first read by an engine of the port's own service; where another one must answer, a new engine takes the
/// same bytes. The handler stays on the network's side of TLS, where a connection can be reset without a farewell.
final class ReceptionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

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
        case hello(TLSEngine, [UInt8])
        case passing
        case deaf
    }

    private var state: State
    private let answer: (_ serverName: String?) throws -> Answer
    private let opened: (ChannelPipeline, _ serverName: String?) throws -> Void

    /// OpenSSL gives up on longer ones too.
    private static let longestHello = 32 * 1024

    /// - Parameters:
    ///   - engine: reads the hello.
    ///   - answer: called once the hello's name is known.
    ///   - opened: called once TLS stands; adds the handlers above.
    init(
        reading engine: TLSEngine, answer: @escaping (_ serverName: String?) throws -> Answer,
        opened: @escaping (ChannelPipeline, _ serverName: String?) throws -> Void
    ) {
        state = .hello(engine, [])
        self.answer = answer
        self.opened = opened
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .hello(let engine, let earlier):
            let bytes = Array(unwrapInboundIn(data).readableBytesView)
            engine.feed(bytes)
            read(earlier + bytes, by: engine, context)
        case .passing: context.fireChannelRead(data)
        case .deaf: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func read(_ hello: [UInt8], by engine: TLSEngine, _ context: ChannelHandlerContext) {
        let progress = engine.handshake()
        let output = engine.drain()
        // Something to say, or nothing more to read: the hello was understood, or never will be.
        guard !output.isEmpty || progress == .failed || hello.count > Self.longestHello else {
            state = .hello(engine, hello)
            return
        }
        state = .deaf
        let serverName = engine.serverNameReceived?.description
        do {
            switch try answer(serverName) {
            case .proceed:
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output)), promise: nil)
                try pass(to: engine, context, serverName)
            case .answer(let other):
                try pass(to: other, context, serverName)
                context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: hello)))
            case .swallow: break
            case .close: context.close(promise: nil)
            case .reset: reset(context)
            case .plain(let bytes):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
                context.close(promise: nil)
            }
        } catch { context.close(promise: nil) }
    }

    private func pass(to engine: TLSEngine, _ context: ChannelHandlerContext, _ serverName: String?) throws {
        state = .passing
        let end = TLSEndHandler { [opened] pipeline in try opened(pipeline, serverName) }
        try context.pipeline.syncOperations.addHandlers([TLSHandler(engine), end])
    }

    // MARK: - Reset

    /// Asks for a reset of the connection; triggered outbound by the handlers above.
    struct ResetEvent: Sendable {}

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is ResetEvent else { return context.triggerUserOutboundEvent(event, promise: promise) }
        reset(context)
        promise?.succeed()
    }

    /// `struct linger` of socket(7): with no time to linger, close(2) sends a reset.
    private struct Linger {
        var isOn: CInt = 1
        var seconds: CInt = 0
    }

    private func reset(_ context: ChannelHandlerContext) {
        state = .deaf
        if let options = context.channel as? any SocketOptionProvider {
            _ = options.unsafeSetSocketOption(level: .socket, name: .so_linger, value: Linger())
        }
        context.close(promise: nil)
    }
}
