import NIOCore
import NIOPosix
import ProbeCore

/// Listening sockets.
enum Listener {
    /// Listens, and says where.
    static func bind(
        _ address: SocketAddress, on group: any EventLoopGroup,
        initialize: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws(ProbeError) -> SocketAddress {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer(initialize)
        do {
            let channel = try await bootstrap.bind(host: address.address.description, port: Int(address.port)).get()
            guard let port = channel.localAddress?.port.flatMap(UInt16.init(exactly:)) else {
                throw ProbeError.libraryRefused("the listener on \(address) has no port")
            }
            return SocketAddress(address.address, port: port)
        } catch let error as ProbeError {
            throw error
        } catch {
            throw ProbeError.systemRefused("cannot listen on \(address)", because: Sentence(quoting: error))
        }
    }
}
