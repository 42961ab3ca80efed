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
            if DistantFiles.mayBeSilent(path),
                let answer = try DistantFiles.ask(path, below: nil, CLinux_file_bytes, limit: limit)
            {
                return answer.bytes
            }
            let place = Descriptor(
                owning: try systemCall("open") { unsafe open(path, CLinux_path_only | O_CLOEXEC) })
            return try contents(at: place, limit: limit) { () throws(SystemCallError) in
                Descriptor(owning: try systemCall("open") { unsafe open(path, reading) })
            }
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// Hands over the bytes of a file piece by piece, at most `limit` of them: EFBIG then, once those are handed
    /// over; of a file that may be silent, with nothing handed over beyond 8 MiB.
    package static func forEachPiece(
        of path: String, limit: Int, _ body: (ArraySlice<UInt8>) -> Void
    ) throws(FileError) {
        guard !DistantFiles.mayBeSilent(path) else { return body(try bytes(path, limit: min(limit, 8 << 20))[...]) }
        do throws(SystemCallError) {
            let file = Descriptor(owning: try systemCall("open") { unsafe open(path, reading) })
            try requireRegular(file)
            let number = file.number
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            var left = limit
            while true {
                let count = try systemCall("read") { unsafe Glibc.read(number, &buffer, buffer.count) }
                guard count > 0 else { return }
                body(buffer[..<min(count, left)])
                left -= count
                guard left >= 0 else { throw SystemCallError(call: "read", code: EFBIG) }
            }
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// The last bytes of a regular file of any length, from the beginning of a line on.
    ///
    /// - Returns: the bytes, and whether there are more before them.
    package static func end(of path: String, atMost limit: Int) throws(FileError) -> (bytes: [UInt8], isCut: Bool) {
        do throws(SystemCallError) {
            if DistantFiles.mayBeSilent(path),
                let answer = try DistantFiles.ask(path, below: nil, CLinux_file_end, limit: limit)
            {
                return try LastBytes(answer.bytes, atMost: limit).lines
            }
            let place = Descriptor(
                owning: try systemCall("open") { unsafe open(path, CLinux_path_only | O_CLOEXEC) })
            let file = try opened(place) { () throws(SystemCallError) in
                Descriptor(owning: try systemCall("open") { unsafe open(path, reading) })
            }
            let number = file.number
            var mark: [UInt8] = [0, 0]
            let marked = try systemCall("pread") { unsafe pread(number, &mark, mark.count, 0) }
            let length = try systemCall("lseek") { Int(lseek(number, 0, SEEK_END)) }
            let start = max(0, length - limit - 1)
            _ = try systemCall("lseek") { Int(lseek(number, off_t(start), SEEK_SET)) }
            var end = LastBytes(atMost: limit, behind: Array(mark.prefix(marked)), start)
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            // One that grows meanwhile is not followed.
            for _ in 0...(limit >> 16) + 1 {
                let count = try systemCall("read") { unsafe Glibc.read(number, &buffer, buffer.count) }
                guard count > 0 else { break }
                end.append(buffer[..<count])
            }
            return end.lines
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// Goes through the lines of a file of any length that have a text in them, without the newline; one that is longer
    /// than a read(2) takes may be cut.
    package static func forEachLine(
        of path: String, containing text: String, _ body: (String) -> Void
    ) throws(FileError) {
        let wanted = Array(text.utf8)
        // The rest of a line is in front of the next piece.
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        var length = 0
        do throws(SystemCallError) {
            let file = Descriptor(owning: try systemCall("open") { unsafe open(path, reading) })
            try requireRegular(file)
            let number = file.number
            while true {
                let space = piece.count - length
                let count = try systemCall("read") {
                    unsafe piece.withUnsafeMutableBytes { bytes in
                        unsafe Glibc.read(number, bytes.baseAddress?.advanced(by: length), space)
                    }
                }
                length += count
                let end = count > 0 ? piece[..<length].lastIndex(of: 0x0a) ?? length : length
                for line in lines(of: piece[..<end], containing: wanted) {
                    body(String(decoding: line, as: UTF8.self))
                }
                guard count > 0 else { return }
                let rest = piece[end..<length]
                piece.replaceSubrange(0..<rest.count, with: Array(rest))
                length = rest.count
            }
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// The corresponding C function is `memmem`; a table of a hundred thousand routes holds a handful of those looked for.
    private static func lines(of bytes: ArraySlice<UInt8>, containing wanted: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes
        while !rest.isEmpty {
            let offset = unsafe rest.withUnsafeBytes { area -> Int? in
                guard let base = area.baseAddress else { return nil }
                return unsafe CLinux_find(base, area.count, wanted, wanted.count)
            }
            guard let offset, offset >= 0 else { break }
            let place = rest.startIndex + offset
            let start = rest[..<place].lastIndex(of: 0x0a).map { $0 + 1 } ?? rest.startIndex
            let end = rest[place...].firstIndex(of: 0x0a) ?? rest.endIndex
            lines.append(rest[start..<end])
            rest = rest[end...].dropFirst()
        }
        return lines
    }

    /// Whether root may read a file that not everybody may.
    package static func isProtected(_ path: String) -> Bool {
        guard ProcessIdentity.isRoot, let mode = try? Folder.mode(of: path) else { return false }
        return mode & S_IROTH == 0
    }

    /// Without waiting for whoever writes to a FIFO.
    static let reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY

    /// Reads what a place (O_PATH) stands for.
    static func contents(
        at place: borrowing Descriptor, limit: Int, byPath open: () throws(SystemCallError) -> Descriptor
    ) throws(SystemCallError) -> [UInt8] {
        let file = try opened(place, byPath: open)
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

    /// Opens what a place (O_PATH) stands for once it is known to be a regular file: opening a device can do things.
    ///
    /// A process that nobody may inspect may not follow its own links in /proc unless it is root; it opens the file by its
    /// path once more.
    private static func opened(
        _ place: borrowing Descriptor, byPath open: () throws(SystemCallError) -> Descriptor
    ) throws(SystemCallError) -> Descriptor {
        try requireRegular(place)
        let linked = unsafe Glibc.open("/proc/self/fd/\(place.number)", reading)
        let file = linked >= 0 ? Descriptor(owning: linked) : try open()
        try requireRegular(file)
        return file
    }

    private static func requireRegular(_ file: borrowing Descriptor) throws(SystemCallError) {
        var status = stat()
        let number = file.number
        _ = try systemCall("fstat") { unsafe fstat(number, &status) }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG else { throw SystemCallError(call: "read", code: kind == S_IFDIR ? EISDIR : EINVAL) }
    }
}
