import NIOCore
import NIOPosix
import ProbeCore
import ProbeLinux
import ProbeTransport

/// A time server on loopback that answers as the test has it, odd answers included.
enum TinyTimeServer {
    static func with<Value: Sendable>(
        _ answer: @escaping @Sendable (NTPPacket, WallClock) -> [UInt8]?,
        _ body: (TimeServer) async throws -> Value
    ) async throws -> Value {
        let channel = try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Responder(answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = UInt16(channel.localAddress?.port ?? 0)
        do {
            let value = try await body(TimeServer(.address(try address("127.0.0.1")), port: port))
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    struct NoAddress: Error {}

    static func address(_ text: String) throws -> IPAddress {
        guard let address = IPAddress(text) else { throw NoAddress() }
        return address
    }

    /// A right answer of a server whose clock differs from this machine's.
    static func reply(to question: NTPPacket, at clock: WallClock, offset: Int64) -> NTPPacket {
        var packet = NTPPacket(mode: .server)
        packet.stratum = 2
        packet.origin = question.transmit
        packet.receive = NTPTimestamp(
            WallClock(seconds: clock.seconds + offset, nanoseconds: clock.nanoseconds))
        packet.transmit = packet.receive
        return packet
    }

    private final class Responder: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        private let answer: @Sendable (NTPPacket, WallClock) -> [UInt8]?

        init(answer: @escaping @Sendable (NTPPacket, WallClock) -> [UInt8]?) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = unwrapInboundIn(data)
            guard let question = NTPPacket(parsing: Array(envelope.data.readableBytesView)),
                let bytes = answer(question, WallClock.now())
            else { return }
            context.writeAndFlush(
                wrapOutboundOut(
                    AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: bytes))),
                promise: nil)
        }
    }
}
