import NIOCore
import NIOPosix
package import ProbeCore
import ProbeLinux

/// Plays the engine's own resolver in an attached namespace: takes queries there, and asks the host's loopback resolver
/// from the host, as the engine does (libnetwork's resolver, for forwarders that are loopback addresses of the host).
///
/// It changes nothing in a message; what the host's resolver does not answer is not answered.
package final class ResolverRelay: Sendable {
    private let channels: [any Channel]

    /// Takes over the sockets: one for datagrams, one that listens.
    package init(sockets: [CInt], forwardingTo forwarder: IPAddress) async {
        var channels: [any Channel] = []
        guard let remote = try? NIOCore.SocketAddress(ipAddress: forwarder.description, port: 53), sockets.count == 2
        else {
            self.channels = []
            return
        }
        let loop = Self.group.next()
        let datagrams = DatagramBootstrap(group: loop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(DatagramRelay(remote: remote))
            }
        }
        if let channel = try? await datagrams.withBoundSocket(sockets[0]).get() { channels.append(channel) }
        let streams = ServerBootstrap(group: loop).childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(StreamRelay(remote: remote))
            }
        }
        if let channel = try? await streams.withBoundSocket(sockets[1]).get() { channels.append(channel) }
        self.channels = channels
    }

    package func close() async {
        for channel in channels { try? await channel.close().get() }
    }

    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
}

/// Sends each query on from a socket of its own, so that an answer finds its asker, and closes that after a while.
private final class DatagramRelay: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let remote: NIOCore.SocketAddress
    private var open = 0

    /// More are dropped, as by a resolver that is busy.
    private static let most = 64
    private static let patience = TimeAmount.seconds(10)

    init(remote: NIOCore.SocketAddress) { self.remote = remote }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let query = unwrapInboundIn(data)
        guard open < Self.most else { return }
        open += 1
        let relay = NIOLoopBound(self, eventLoop: context.eventLoop)
        let front = context.channel
        let asker = query.remoteAddress
        DatagramBootstrap(group: context.eventLoop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(AnswerRelay(front: front, asker: asker))
            }
        }.connect(to: remote).whenComplete { result in
            guard case .success(let channel) = result else {
                relay.value.open -= 1
                return
            }
            channel.closeFuture.whenComplete { _ in relay.value.open -= 1 }
            channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
            channel.writeAndFlush(
                AddressedEnvelope(remoteAddress: relay.value.remote, data: query.data), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

private final class AnswerRelay: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let front: any Channel
    private let asker: NIOCore.SocketAddress

    init(front: any Channel, asker: NIOCore.SocketAddress) {
        self.front = front
        self.asker = asker
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let answer = unwrapInboundIn(data)
        front.writeAndFlush(AddressedEnvelope(remoteAddress: asker, data: answer.data), promise: nil)
    }

    /// A refused port is silence for the asker, as it is behind the engine's resolver.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Joins a connection to one of its own.
private final class StreamRelay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let remote: NIOCore.SocketAddress
    private var behind: (any Channel)?
    private var waiting: [ByteBuffer] = []

    private static let patience = TimeAmount.seconds(10)
    private static let longest = 65_537

    init(remote: NIOCore.SocketAddress) { self.remote = remote }

    func channelActive(context: ChannelHandlerContext) {
        let relay = NIOLoopBound(self, eventLoop: context.eventLoop)
        let front = context.channel
        context.eventLoop.scheduleTask(in: Self.patience) { front.close(promise: nil) }
        ClientBootstrap(group: context.eventLoop).connectTimeout(Self.patience).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(StreamEnd(other: front))
            }
        }.connect(to: remote).whenComplete { result in
            switch result {
            case .failure: front.close(promise: nil)
            case .success(let channel):
                relay.value.behind = channel
                for piece in relay.value.waiting { channel.write(piece, promise: nil) }
                channel.flush()
                relay.value.waiting = []
            }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let piece = unwrapInboundIn(data)
        if let behind {
            behind.writeAndFlush(piece, promise: nil)
        } else if waiting.reduce(piece.readableBytes, { $0 + $1.readableBytes }) <= Self.longest {
            waiting.append(piece)
        } else {
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { behind?.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

private final class StreamEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel

    init(other: any Channel) { self.other = other }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
