import Glibc
import NIOCore
import NIOPosix
package import ProbeCore
package import ProbeEvidence
import Synchronization

/// A resolver on loopback that does what a test tells it to: answer, lie, truncate, stay silent.
package struct LoopbackResolver: Sendable {
    /// The messages sent back for a query; none is silence.
    package typealias Behaviour = @Sendable (Query) -> [[UInt8]]

    package let address: ProbeCore.SocketAddress
    private let log: QueryLog

    /// The queries received so far, over either network.
    package var queries: [Query] { log.queries.withLock { $0 } }

    /// Runs resolvers on neighbouring addresses, all on one port that is free.
    ///
    /// Without a behaviour nothing listens on that network. Tests run beside each other, so every call has loopback
    /// addresses of its own: what refuses here cannot meanwhile become another test's port. Only what is asked at a
    /// well-known address names the first one.
    package static func with<Result>(
        _ behaviours: [(udp: Behaviour?, tcp: Behaviour?)], at first: [UInt8]? = nil,
        _ body: ([LoopbackResolver]) async throws -> Result
    ) async throws -> Result {
        var (channels, resolvers) = try await bind(behaviours, at: first ?? Self.unused())
        for _ in 0..<20 where channels.isEmpty {
            (channels, resolvers) = try await bind(behaviours, at: first ?? Self.unused())
        }
        guard !channels.isEmpty else { throw NoFreePort() }
        do {
            let result = try await body(resolvers)
            for channel in channels { try? await channel.close() }
            return result
        } catch {
            for channel in channels { try? await channel.close() }
            throw error
        }
    }

    package static func with<Result>(
        udp: Behaviour? = nil, tcp: Behaviour? = nil, at first: [UInt8]? = nil,
        _ body: (LoopbackResolver) async throws -> Result
    ) async throws -> Result { try await with([(udp, tcp)], at: first) { try await body($0[0]) } }

    private struct NoFreePort: Error {}

    /// The first of some addresses in the upper half of 127/8, where nothing else listens.
    private static func unused() -> [UInt8] {
        [127, .random(in: 128...254), .random(in: 0...255), .random(in: 0...31) * 8 + 1]
    }

    /// Nothing when another program has the port on one of the addresses or networks.
    private static func bind(
        _ behaviours: [(udp: Behaviour?, tcp: Behaviour?)], at first: [UInt8]
    ) async throws -> ([any Channel], [LoopbackResolver]) {
        var channels: [any Channel] = []
        var resolvers: [LoopbackResolver] = []
        do {
            let hosts = behaviours.indices.map { index in
                (first.dropLast() + [(first.last ?? 0) + UInt8(index)]).map(String.init).joined(separator: ".")
            }
            let port = try freePort(of: hosts[0])
            for (host, behaviour) in zip(hosts, behaviours) {
                let log = QueryLog()
                if let udp = behaviour.udp { channels.append(try await datagrams(host, port: port, udp, log)) }
                if let tcp = behaviour.tcp { channels.append(try await connections(host, port: port, tcp, log)) }
                guard let address = ProbeCore.SocketAddress("\(host):\(port)", defaultPort: 53) else {
                    throw NoFreePort()
                }
                resolvers.append(LoopbackResolver(address: address, log: log))
            }
        } catch {
            for channel in channels { try? await channel.close() }
            return ([], [])
        }
        return (channels, resolvers)
    }

    /// A socket that is never inherited.
    ///
    /// A program that another test starts meanwhile would keep the port from refusing.
    private static func freePort(of host: String) throws -> Int {
        let descriptor = socket(AF_INET, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var raw = sockaddr_in()
        raw.sin_family = sa_family_t(AF_INET)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard inet_pton(AF_INET, host, &raw.sin_addr) == 1 else { throw NoFreePort() }
        let result = withUnsafeMutablePointer(to: &raw) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
            }
        }
        guard result == 0 else { throw NoFreePort() }
        return Int(UInt16(bigEndian: raw.sin_port))
    }

    private static func datagrams(
        _ host: String, port: Int, _ behaviour: @escaping Behaviour, _ log: QueryLog
    ) async throws -> any Channel {
        try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramHandler(behaviour, log))
                }
            }
            .bind(host: host, port: port).get()
    }

    private static func connections(
        _ host: String, port: Int, _ behaviour: @escaping Behaviour, _ log: QueryLog
    ) async throws -> any Channel {
        try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ConnectionHandler(behaviour, log))
                }
            }
            .bind(host: host, port: port).get()
    }
}

extension LoopbackResolver {
    /// A query as it arrived, read without the code under test.
    package struct Query: Sendable {
        package let bytes: [UInt8]
        package let network: DNSAnswer.Network
        /// How many came before it to this resolver.
        package let index: Int

        package var isExtended: Bool { bytes[11] == 1 }
        var isIPv6: Bool { bytes[endOfName + 1] == 28 }
        private var endOfName: Int { (bytes[12...].firstIndex(of: 0) ?? 0) + 1 }

        /// A reply with the question, a record for each address of the family asked for, and OPT if the query had it.
        package func reply(
            code: UInt8 = 0, _ addresses: [String] = [], truncated: Bool = false, extended: Bool? = nil,
            id: UInt16? = nil
        ) -> [UInt8] {
            let records = addresses.compactMap { IPAddress($0) }.filter { $0.family == (isIPv6 ? .v6 : .v4) }
            let isExtended = extended ?? isExtended
            var reply = id.map { [UInt8($0 >> 8), UInt8($0 & 0xff)] } ?? Array(bytes[..<2])
            reply += [truncated ? 0x83 : 0x81, 0x80 | code, 0, 1, 0, UInt8(records.count), 0, 0, 0, isExtended ? 1 : 0]
            reply += bytes[12..<endOfName + 4]
            for record in records {
                reply += [0xc0, 12, 0, isIPv6 ? 28 : 1, 0, 1, 0, 0, 0, 60, 0, UInt8(record.bytes.count)] + record.bytes
            }
            return isExtended ? reply + [0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 0] : reply
        }
    }

    package static func answers(_ addresses: String..., code: UInt8 = 0) -> Behaviour {
        { [$0.reply(code: code, addresses)] }
    }

    package static let isSilent: Behaviour = { _ in [] }
}

private final class QueryLog: Sendable {
    package let queries = Mutex<[LoopbackResolver.Query]>([])

    package func note(_ bytes: [UInt8], _ network: DNSAnswer.Network) -> LoopbackResolver.Query {
        queries.withLock { queries in
            let query = LoopbackResolver.Query(bytes: bytes, network: network, index: queries.count)
            queries.append(query)
            return query
        }
    }
}

private final class DatagramHandler: ChannelInboundHandler {
    package typealias InboundIn = AddressedEnvelope<ByteBuffer>
    package typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let behaviour: LoopbackResolver.Behaviour
    private let log: QueryLog

    package init(_ behaviour: @escaping LoopbackResolver.Behaviour, _ log: QueryLog) {
        self.behaviour = behaviour
        self.log = log
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        for reply in behaviour(log.note(Array(envelope.data.readableBytesView), .udp)) {
            let answer = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: reply))
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }
    }
}

/// Sends each reply with its length, in two pieces; an empty reply closes the connection instead.
private final class ConnectionHandler: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private let behaviour: LoopbackResolver.Behaviour
    private let log: QueryLog
    private var received = ByteBuffer()

    package init(_ behaviour: @escaping LoopbackResolver.Behaviour, _ log: QueryLog) {
        self.behaviour = behaviour
        self.log = log
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        guard let message = received.readLengthPrefixedSlice(as: UInt16.self) else { return }
        for reply in behaviour(log.note(Array(message.readableBytesView), .tcp)) {
            guard !reply.isEmpty else {
                context.close(promise: nil)
                return
            }
            let framed = [UInt8(reply.count >> 8), UInt8(reply.count & 0xff)] + reply
            for piece in [framed.prefix(3), framed.dropFirst(3)] {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil)
            }
        }
    }
}
