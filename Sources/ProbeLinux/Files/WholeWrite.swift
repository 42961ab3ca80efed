import Glibc

/// Writes everything to a descriptor, blocking or not, see write(2).
///
/// - Parameters:
///   - bytes: what to write.
///   - descriptor: where to; where it is non-blocking, as a terminal that another program left so, it is waited for.
/// - Throws: the failure of the call; what was written until then stays.
func writeWhole(_ bytes: [UInt8], to descriptor: CInt) throws(SystemCallError) {
    var rest = bytes[...]
    while !rest.isEmpty {
        do throws(SystemCallError) {
            let count = try systemCall("write") {
                unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            }
            guard count > 0 else { throw SystemCallError(call: "write", code: EIO) }
            rest = rest.dropFirst(count)
        } catch {
            guard error.code == EAGAIN else { throw error }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = try systemCall("poll") { unsafe poll(&waiting, 1, -1) }
        }
    }
}
