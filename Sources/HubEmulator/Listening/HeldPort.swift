import NIOCore
import NIOPosix
import ProbeCore

/// A port that refuses connections and that nobody else can take meanwhile.
///
/// It is the local port of a connection to a listener of our own. A port that is merely free may be given to another
/// process, or to the very client that connects to it, which TCP lets connect to itself.
enum HeldPort {
    static func hold(
        _ address: IPAddress, anchor: SocketAddress, on group: any EventLoopGroup
    ) async throws(ProbeError) -> SocketAddress {
        do {
            let channel = try await ClientBootstrap(group: group)
                .bind(to: NIOCore.SocketAddress(ipAddress: address.description, port: 0))
                .connect(host: anchor.address.description, port: Int(anchor.port)).get()
            guard let port = channel.localAddress?.port.flatMap(UInt16.init(exactly:)) else {
                throw ProbeError(.library, "the held port has no number")
            }
            return SocketAddress(address, port: port)
        } catch let error as ProbeError {
            throw error
        } catch {
            throw ProbeError(.system, "cannot hold a port of \(address): \(error)")
        }
    }
}
