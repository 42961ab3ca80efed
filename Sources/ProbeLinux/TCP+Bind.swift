import CLinux
import Glibc
package import ProbeCore

extension TCP {
    /// Binds a port and releases it at once; the error where that is refused.
    ///
    /// Nothing listens, so nobody can connect in between. An IPv6 socket takes IPv6 alone, as the engine's do.
    ///
    /// - Parameters:
    ///   - address: where to bind.
    ///   - isReusing: with SO_REUSEADDR, what remains of closed connections is no obstacle (socket(7)).
    /// - Returns: why the port cannot be bound, or nothing where it can.
    package static func bindError(at address: SocketAddress, isReusing: Bool) -> SystemError? {
        do throws(SystemCallError) {
            let descriptor = try Socket.open(SOCK_STREAM, for: address.address.family)
            let number = descriptor.number
            var on: CInt = 1
            let size = socklen_t(MemoryLayout<CInt>.size)
            if isReusing {
                _ = try systemCall("setsockopt") { unsafe setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, size) }
            }
            if address.address.family == .v6 {
                _ = try systemCall("setsockopt") {
                    unsafe setsockopt(number, CInt(IPPROTO_IPV6), IPV6_V6ONLY, &on, size)
                }
            }
            let wanted = RawSocketAddress(address)
            _ = try systemCall("bind") { unsafe wanted.withPointer { unsafe bind(number, $0, $1) } }
            return nil
        } catch {
            return error.error
        }
    }
}
