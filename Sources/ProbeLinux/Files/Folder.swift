import Glibc
package import ProbeCore

/// What lies in a folder, and what kind a file is.
package enum Folder {
    /// The names in a folder in the kernel's order, without `.` and `..`; at most `limit` of them.
    package static func names(in path: String, limit: Int = 65_536) throws(FileError) -> [String] {
        do throws(SystemCallError) {
            let folder = Descriptor(
                owning: try systemCall("open") { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK) })
            return try entries(of: folder, limit: limit)
        } catch {
            throw FileError(path: path, error)
        }
    }

    static func entries(of folder: consuming Descriptor, limit: Int) throws(SystemCallError) -> [String] {
        let number = folder.release()
        guard let listing = unsafe fdopendir(number) else {
            let code = errno
            close(number)
            throw SystemCallError(call: "fdopendir", code: code)
        }
        defer { unsafe closedir(listing) }
        var names: [String] = []
        while names.count < limit, let entry = unsafe readdir(listing) {
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
