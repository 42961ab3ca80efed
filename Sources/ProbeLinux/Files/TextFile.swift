import CLinux
import Glibc

/// Reading small text files, such as those under /etc and /proc.
package enum TextFile {
    /// Reads a file of at most `limit` bytes; bytes that are not UTF-8 are replaced.
    ///
    /// Only regular files are read (those of /proc are): a FIFO or a device could keep the reader waiting for ever.
    package static func read(_ path: String, limit: Int) throws(FileError) -> String {
        String(decoding: try bytes(path, limit: limit), as: UTF8.self)
    }

    /// Reads the bytes of a file of at most `limit` bytes.
    package static func bytes(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        do throws(SystemCallError) {
            let place = Descriptor(
                owning: try systemCall("open") { unsafe open(path, CLinux_path_only | O_CLOEXEC) })
            return try contents(at: place, limit: limit)
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// Opens what a place (O_PATH) stands for once it is known to be a regular file: opening a device can do things, and a
    /// FIFO without a writer keeps whoever opens it waiting.
    static func contents(at place: borrowing Descriptor, limit: Int) throws(SystemCallError) -> [UInt8] {
        let mode = try place.mode() & S_IFMT
        guard mode != S_IFDIR else { throw SystemCallError(call: "read", code: EISDIR) }
        guard mode == S_IFREG else { throw SystemCallError(call: "read", code: EINVAL) }
        let link = place.link
        let file = Descriptor(
            owning: try systemCall("open") { unsafe open(link, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) })
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let number = file.number
        while true {
            let count = try systemCall("read") { unsafe Glibc.read(number, &buffer, buffer.count) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw SystemCallError(call: "read", code: EFBIG) }
        }
    }
}
