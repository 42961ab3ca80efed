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
            // O_NONBLOCK, because opening a FIFO without a writer would wait.
            let file = Descriptor(
                owning: try systemCall("open") {
                    unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
                })
            return try contents(of: file.number, limit: limit)
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// Whether root may read a file that not everybody may.
    package static func isProtected(_ path: String) -> Bool {
        var status = stat()
        guard ProcessIdentity.isRoot, unsafe stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IROTH == 0
    }

    static func contents(of file: CInt, limit: Int) throws(SystemCallError) -> [UInt8] {
        var status = stat()
        _ = try systemCall("fstat") { unsafe fstat(file, &status) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw SystemCallError(call: "read", code: EISDIR) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw SystemCallError(call: "read", code: EINVAL) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = try systemCall("read") { unsafe Glibc.read(file, &buffer, buffer.count) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw SystemCallError(call: "read", code: EFBIG) }
        }
    }
}
