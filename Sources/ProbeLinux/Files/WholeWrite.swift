import Glibc

/// Writes everything to a descriptor, blocking or not, see write(2).
///
/// - Parameters:
///   - bytes: what to write.
///   - descriptor: where to; where it is non-blocking, as a terminal that another program left so, it is waited for.
///   - patience: how long a pipe's or a terminal's reader may take none of it; nothing for as long as it likes.
/// - Throws: the failure of the call, ETIMEDOUT where the patience ended; what was written until then stays.
func writeWhole(_ bytes: [UInt8], to descriptor: CInt, patience: Duration? = nil) throws(SystemCallError) {
    var rest = bytes[...]
    // Less than a full pipe has no room for is written without waiting once poll(2) says that there is room (pipe(7)).
    let longest = patience == nil ? Int.max : Int(PIPE_BUF)
    let milliseconds = patience.map { CInt(clamping: $0.components.seconds * 1000) } ?? -1
    while !rest.isEmpty {
        if patience != nil { try awaitRoom(in: descriptor, milliseconds) }
        do throws(SystemCallError) {
            let count = try systemCall("write") {
                unsafe rest.prefix(longest).withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            }
            guard count > 0 else { throw SystemCallError(call: "write", code: EIO) }
            rest = rest.dropFirst(count)
        } catch {
            guard error.code == EAGAIN else { throw error }
            try awaitRoom(in: descriptor, milliseconds)
        }
    }
}

private func awaitRoom(in descriptor: CInt, _ milliseconds: CInt) throws(SystemCallError) {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    let ready = try systemCall("poll") { unsafe poll(&waiting, 1, milliseconds) }
    guard ready > 0 else { throw SystemCallError(call: "write", code: ETIMEDOUT) }
}
