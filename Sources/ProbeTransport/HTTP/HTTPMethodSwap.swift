internal import NIOCore
internal import NIOHTTP1

/// Writes CONNECT where the response decoder saw GET.
///
/// The decoder takes every answer to CONNECT to have no body, but only a successful one has none (RFC 9110 section 9.3.6):
/// a proxy's refusal comes with a page that names its author.
final class HTTPMethodSwap: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        head.method = .CONNECT
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}
