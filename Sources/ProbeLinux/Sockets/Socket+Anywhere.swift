import Glibc
import ProbeCore

/// Datagrams on a socket that is connected to nobody.
extension Socket {
    func send(_ bytes: [UInt8], to remote: SocketAddress) throws(SystemCallError) {
        let address = RawSocketAddress(remote)
        _ = try systemCall("sendto") {
            unsafe bytes.withUnsafeBytes { buffer in
                unsafe address.withPointer {
                    unsafe sendto(number, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL), $0, $1)
                }
            }
        }
    }

    /// Takes one datagram, and whom it came from.
    func receiveFromAnybody(atMost limit: Int) throws(SystemCallError) -> (bytes: [UInt8], source: SocketAddress?) {
        var failure: SystemCallError?
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(SystemCallError) {
                count = try systemCall("recvfrom") {
                    unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                            unsafe recvfrom(number, buffer.baseAddress, limit, 0, $0, &length)
                        }
                    }
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        let source = unsafe withUnsafePointer(to: storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe RawSocketAddress.decode($0) }
        }
        return (bytes, source)
    }
}
