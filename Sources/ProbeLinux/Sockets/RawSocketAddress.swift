import Glibc
import ProbeCore

/// A socket address in the kernel's form: `sockaddr_in` or `sockaddr_in6` in a buffer that fits both.
struct RawSocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    init(_ address: SocketAddress) {
        unsafe withUnsafeMutableBytes(of: &storage) { buffer in
            switch address.address.family {
            case .v4:
                var raw = sockaddr_in()
                raw.sin_family = sa_family_t(AF_INET)
                raw.sin_port = address.port.bigEndian
                unsafe withUnsafeMutableBytes(of: &raw.sin_addr) { unsafe $0.copyBytes(from: address.address.bytes) }
                unsafe buffer.storeBytes(of: raw, as: sockaddr_in.self)
            case .v6:
                var raw = sockaddr_in6()
                raw.sin6_family = sa_family_t(AF_INET6)
                raw.sin6_port = address.port.bigEndian
                unsafe withUnsafeMutableBytes(of: &raw.sin6_addr) { unsafe $0.copyBytes(from: address.address.bytes) }
                // Zero where there is no such interface, which the kernel then says itself.
                if let zone = address.zone { raw.sin6_scope_id = unsafe if_nametoindex(zone.description) }
                unsafe buffer.storeBytes(of: raw, as: sockaddr_in6.self)
            }
        }
        length = socklen_t(
            address.address.family == .v4 ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size)
    }

    /// The address that the socket is bound to.
    init(localOf socket: CInt) throws(SystemCallError) {
        _ = try systemCall("getsockname") {
            unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    unsafe getsockname(socket, address, &length)
                }
            }
        }
    }

    /// Calls a function that takes an address and its length.
    func withPointer<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        unsafe withUnsafePointer(to: storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }

    /// Nothing for other families.
    var address: SocketAddress? { unsafe withPointer { address, _ in unsafe Self.decode(address) } }

    /// Reads an address of either family; the pointer is to as many bytes as its family needs.
    static func decode(_ pointer: UnsafePointer<sockaddr>) -> SocketAddress? {
        let raw = unsafe UnsafeRawPointer(pointer)
        switch CInt(unsafe pointer.pointee.sa_family) {
        case AF_INET:
            let address = unsafe raw.loadUnaligned(as: sockaddr_in.self)
            let bytes = unsafe withUnsafeBytes(of: address.sin_addr) { unsafe Array($0) }
            return IPAddress(bytes: bytes).map { SocketAddress($0, port: UInt16(bigEndian: address.sin_port)) }
        case AF_INET6:
            let address = unsafe raw.loadUnaligned(as: sockaddr_in6.self)
            let bytes = unsafe withUnsafeBytes(of: address.sin6_addr) { unsafe Array($0) }
            return IPAddress(bytes: bytes).map { SocketAddress($0, port: UInt16(bigEndian: address.sin6_port)) }
        default: return nil
        }
    }
}
