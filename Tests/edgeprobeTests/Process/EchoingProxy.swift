import NIOCore
import NIOPosix

/// A proxy that refuses, and repeats in its headers and in its page all that it was asked, the credentials too.
enum EchoingProxy {
    static func with<Value>(_ body: (_ port: Int) async throws -> Value) async throws -> Value {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let listener = try await ServerBootstrap(group: group)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Echo()) }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            let value = try await body(listener.localAddress?.port ?? 0)
            try await group.shutdownGracefully()
            return value
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private final class Echo: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var asked = ""

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            asked += String(buffer: unwrapInboundIn(data))
            guard asked.contains("\r\n\r\n") else { return }
            let lines = asked.split(separator: "\r\n").map(String.init)
            let pair =
                lines.first { $0.lowercased().hasPrefix("proxy-authorization:") }?
                .split(separator: " ").last.map(String.init) ?? ""
            let decoded = String(decoding: Self.decoded(pair), as: UTF8.self)
            let page = "<html>\(asked) \(decoded) \(decoded.split(separator: ":").last ?? "")</html>"
            let head = [
                "HTTP/1.1 407 \(pair) \(decoded)", "Server: \(decoded)", "Via: 1.1 \(pair)",
                "Proxy-Authenticate: Basic realm=\"\(decoded) \(pair)\"", "X-Cache: \(decoded)",
                "Location: http://\(decoded)/",
                "Content-Type: text/html", "Content-Length: \(page.utf8.count)", "Connection: close",
            ]
            let answer = head.joined(separator: "\r\n") + "\r\n\r\n" + page
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            context.close(promise: nil)
        }

        private static func decoded(_ base64: String) -> [UInt8] {
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
            var bits = 0
            var count = 0
            return base64.utf8.compactMap { byte in
                guard let value = alphabet.firstIndex(of: byte) else { return nil }
                bits = (bits << 6 | value) & 0xffff
                count += 6
                guard count >= 8 else { return nil }
                count -= 8
                return UInt8(bits >> count & 0xff)
            }
        }
    }
}
