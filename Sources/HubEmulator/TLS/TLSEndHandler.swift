import NIOCore
import ProbeTransport

/// Waits for TLS to stand, and closes the connection once TLS has ended in whatever way.
final class TLSEndHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let opened: (ChannelPipeline) throws -> Void

    /// - Parameter opened: adds the handlers above.
    init(opened: @escaping (ChannelPipeline) throws -> Void) { self.opened = opened }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSHandler.Event.completed:
            do { try opened(context.pipeline) } catch { context.close(promise: nil) }
        case TLSHandler.Event.failed, ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
