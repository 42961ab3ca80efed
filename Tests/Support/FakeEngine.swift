import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// An engine's socket that answers with fixed texts.
package struct FakeEngine {
    package let path: String
    package let folder: String

    package enum Reply: Sendable {
        case json(String)
        /// So much later.
        case late(String, milliseconds: Int64)
        case status(Int)
        /// So many bytes of body.
        case long(Int)
        case never
        /// These bytes, then the end.
        case raw(String)
    }

    /// Listens for the body's length; a target without a reply is not found.
    @discardableResult
    package static func with<Value>(
        _ replies: [String: Reply], _ body: (FakeEngine) async throws -> Value
    ) async throws -> Value {
        var template = Array("/tmp/engine.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw NoFolder() }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let path = folder + "/engine.sock"
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            _ = try await ServerBootstrap(group: group).childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Answering(replies: replies))
                }
            }.bind(unixDomainSocketPath: path).get()
            let value = try await body(FakeEngine(path: path, folder: folder))
            try await group.shutdownGracefully()
            unlink(path)
            rmdir(folder)
            return value
        } catch {
            try? await group.shutdownGracefully()
            unlink(path)
            rmdir(folder)
            throw error
        }
    }

    private struct NoFolder: Error {}

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let replies: [String: Reply]

        init(replies: [String: Reply]) { self.replies = replies }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            switch replies[head.uri] ?? .status(404) {
            case .json(let text): respond(200, Array(text.utf8), context)
            case .late(let text, let milliseconds):
                let answering = NIOLoopBound((self, context), eventLoop: context.eventLoop)
                context.eventLoop.scheduleTask(in: .milliseconds(milliseconds)) {
                    let (handler, context) = answering.value
                    handler.respond(200, Array(text.utf8), context)
                }
            case .status(let code): respond(code, Array("{}".utf8), context)
            case .long(let count): respond(200, [UInt8](repeating: 0x20, count: count), context)
            case .never: break
            case .raw(let text):
                // Past the encoder.
                let codec = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
                codec?.writeAndFlush(NIOAny(IOData.byteBuffer(ByteBuffer(string: text))), promise: nil)
                context.close(promise: nil)
            }
        }

        private func respond(_ code: Int, _ body: [UInt8], _ context: ChannelHandlerContext) {
            // Without a length, so that it is chunked as Docker's longer answers are.
            let head = HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: code),
                headers: ["Transfer-Encoding": "chunked"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
