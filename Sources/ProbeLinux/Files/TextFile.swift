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
            return try contents(at: place, limit: limit) { () throws(SystemCallError) in
                Descriptor(owning: try systemCall("open") { unsafe open(path, reading) })
            }
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

    /// Without waiting for whoever writes to a FIFO.
    static let reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY

    /// Opens what a place (O_PATH) stands for once it is known to be a regular file: opening a device can do things.
    ///
    /// A process that nobody may inspect may not follow its own links in /proc unless it is root; it opens the file by its
    /// path once more.
    static func contents(
        at place: borrowing Descriptor, limit: Int, byPath open: () throws(SystemCallError) -> Descriptor
    ) throws(SystemCallError) -> [UInt8] {
        try requireRegular(place)
        let link = "/proc/self/fd/\(place.number)"
        let linked = unsafe Glibc.open(link, reading)
        let file = linked >= 0 ? Descriptor(owning: linked) : try open()
        try requireRegular(file)
        let number = file.number
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = try systemCall("read") { unsafe Glibc.read(number, &buffer, buffer.count) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw SystemCallError(call: "read", code: EFBIG) }
        }
    }

    private static func requireRegular(_ file: borrowing Descriptor) throws(SystemCallError) {
        var status = stat()
        let number = file.number
        _ = try systemCall("fstat") { unsafe fstat(number, &status) }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG else { throw SystemCallError(call: "read", code: kind == S_IFDIR ? EISDIR : EINVAL) }
    }
}
