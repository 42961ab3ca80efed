import Glibc

/// A pipe in the place of standard error that is full, for a process of its own (an exit test).
package enum FullPipe {
    /// Puts it there.
    ///
    /// - Returns: the end that nobody reads.
    package static func atStandardError() -> CInt {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return -1 }
        let junk = [UInt8](repeating: 0x78, count: 4096)
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        while write(ends[1], junk, junk.count) > 0 {}
        _ = fcntl(ends[1], F_SETFL, 0)
        dup2(ends[1], STDERR_FILENO)
        return ends[0]
    }

    /// All that comes until nothing has come for a while, without what filled it.
    package static func text(from end: CInt) -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var place = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
        while poll(&place, 1, 500) > 0 {
            let count = read(end, &buffer, buffer.count)
            guard count > 0 else { break }
            text += buffer[..<count]
        }
        return String(decoding: text.drop { $0 == 0x78 }, as: UTF8.self)
    }
}
