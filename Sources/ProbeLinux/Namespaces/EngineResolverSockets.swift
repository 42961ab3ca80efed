import Glibc
import ProbeCore
import ProbeEvidence

/// Sockets at 127.0.0.11:53, where containers on a network of their own find the engine's resolver.
enum EngineResolverSockets {
    /// Opens one for datagrams and one that listens, in the namespace that this thread is in.
    static func open() throws(SystemCallError) -> [CInt] {
        guard let address = VantageOrigin.engineResolver else { return [] }
        let local = RawSocketAddress(SocketAddress(address, port: 53))
        let datagrams = try Socket.open(SOCK_DGRAM, for: .v4)
        let connections = try Socket.open(SOCK_STREAM, for: .v4)
        for number in [datagrams.number, connections.number] {
            _ = try systemCall("bind") { unsafe local.withPointer { unsafe bind(number, $0, $1) } }
        }
        let number = connections.number
        _ = try systemCall("listen") { listen(number, 16) }
        return [datagrams.release(), connections.release()]
    }
}
