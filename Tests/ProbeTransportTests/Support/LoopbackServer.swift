import Glibc
import NIOCore
import NIOPosix
import ProbeCore
import ProbeLinux
import ProbeTLS
import ProbeTransport
import Synchronization
import Testing

/// A server on loopback that plays its turns in order, each once its cue has been received.
final class LoopbackServer: Sendable {
    enum Action: Sendable {
        case send([UInt8])
        /// Made from what was received since the last turn.
        case reply(@Sendable ([UInt8]) -> [UInt8])
        case finish
        case reset
    }

    struct Turn: Sendable {
        let isCued: @Sendable ([UInt8]) -> Bool
        let actions: [Action]

        static func atOnce(_ actions: Action...) -> Turn { Turn(isCued: { _ in true }, actions: actions) }
        static func after(bytes count: Int, _ actions: Action...) -> Turn {
            Turn(isCued: { $0.count >= count }, actions: actions)
        }
        static func after(head actions: Action...) -> Turn {
            Turn(isCued: { $0.suffix(4).elementsEqual("\r\n\r\n".utf8) }, actions: actions)
        }
    }

    private let log = Mutex<[UInt8]>([])

    /// All that came from the client, above TLS.
    var received: [UInt8] { log.withLock { $0 } }
    var receivedText: String { String(decoding: received, as: UTF8.self) }

    fileprivate func note(_ bytes: [UInt8]) { log.withLock { $0 += bytes } }

    /// Runs the body with a connection to a server that plays the turns.
    static func play<Value>(
        _ turns: [Turn], tls identity: ServerIdentity? = nil,
        _ body: (Connection, LoopbackServer) async throws -> Value
    ) async throws -> Value {
        let server = LoopbackServer()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let identity {
                        let engine = try TLSEngine(server: identity, requestsClientCertificate: false)
                        try channel.pipeline.syncOperations.addHandler(TLSHandler(engine))
                    }
                    try channel.pipeline.syncOperations.addHandler(Player(turns, server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let connection = try await connect(to: try #require(listener.localAddress?.port))
            let value = try await body(connection, server)
            await connection.close()
            try await listener.close()
            return value
        } catch {
            try await listener.close()
            throw error
        }
    }

    private static func connect(to port: Int) async throws -> Connection {
        let remote = ProbeCore.SocketAddress(try #require(IPAddress("127.0.0.1")), port: UInt16(port))
        let socket = try await TCP.connect(to: remote, deadline: .now + .seconds(10)).socket
        return try await Connection.adopt(try #require(socket), remote: remote)
    }
}

private final class Player: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var turns: ArraySlice<LoopbackServer.Turn>
    private var received: [UInt8] = []
    private let server: LoopbackServer

    init(_ turns: [LoopbackServer.Turn], _ server: LoopbackServer) {
        self.turns = turns[...]
        self.server = server
    }

    func channelActive(context: ChannelHandlerContext) { play(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        server.note(bytes)
        received += bytes
        play(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}

    private func play(_ context: ChannelHandlerContext) {
        while let turn = turns.first, turn.isCued(received) {
            turns.removeFirst()
            let cue = received
            received = []
            for action in turn.actions {
                switch action {
                case .send(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
                case .reply(let make):
                    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: make(cue))), promise: nil)
                case .finish: context.close(promise: nil)
                case .reset:
                    (context.channel as? any SocketOptionProvider)?
                        .setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in }
                    context.close(promise: nil)
                }
            }
        }
    }
}

extension LoopbackServer.Action {
    static func send(_ text: String) -> LoopbackServer.Action { .send(Array(text.utf8)) }
}

extension Waits {
    /// Long enough that only a fault makes them matter.
    static var long: Waits {
        Waits(stuck: .now + .seconds(20), quiet: .now + .seconds(20), deadline: .now + .seconds(20))
    }

    /// For silences.
    static var short: Waits {
        Waits(stuck: .now + .milliseconds(30), quiet: .now + .milliseconds(80), deadline: .now + .seconds(20))
    }
}
