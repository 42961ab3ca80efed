import Glibc
package import ProbeCore

/// What lies in a folder, and what kind a file is.
package enum Folder {
    /// The names in a folder in the kernel's order, without `.` and `..`; at most `limit` of them.
    package static func names(in path: String, limit: Int = 65_536) throws(FileError) -> [String] {
        do throws(SystemCallError) { return try entries(of: path, limit: limit) } catch {
            throw FileError(path: path, error)
        }
    }

    static func entries(of path: String, limit: Int) throws(SystemCallError) -> [String] {
        guard let folder = unsafe opendir(path) else { throw SystemCallError(call: "opendir", code: errno) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while names.count < limit, let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Where a symbolic link leads; nothing where it is none or may not be read.
    package static func target(ofLink path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink(path, &buffer, buffer.count)
        guard length > 0 else { return nil }
        return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What stands at a path, symbolic links followed.
    package enum Kind: Hashable, Sendable {
        case file, folder, socket, other
        case missing
        case unreadable(SystemError)
    }

    package static func kind(of path: String) -> Kind {
        var status = stat()
        do throws(SystemCallError) {
            _ = try systemCall("stat") { unsafe stat(path, &status) }
        } catch {
            return kind(error)
        }
        return kind(status.st_mode)
    }

    /// What a failure to look says of a path.
    package static func kind(_ error: SystemCallError) -> Kind {
        error.code == ENOENT || error.code == ENOTDIR ? .missing : .unreadable(error.error)
    }

    static func kind(_ mode: mode_t) -> Kind {
        switch mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFSOCK: .socket
        default: .other
        }
    }
}
