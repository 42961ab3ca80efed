import Glibc
import ProbeCore

extension Context {
    /// The circumstances of a measurement outside any run.
    static func forTesting(_ plan: Plan, within patience: Duration = .seconds(10)) -> Context {
        Context(plan: plan, deadline: .now + patience, pace: Pace())
    }
}

/// A port of the loopback address that nothing listens on.
enum ClosedPort {
    struct NotFound: Error {}

    /// Binds a port without listening and gives it back: the kernel hands it to nobody else that soon.
    static func find() async throws -> SocketAddress {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw NotFound() }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard bound, let loopback = IPAddress("127.0.0.1") else { throw NotFound() }
        return SocketAddress(loopback, port: UInt16(bigEndian: address.sin_port))
    }
}
