import Glibc

/// Writing a file whole or not at all.
package enum AtomicFile {
    /// Replaces a file: written beside its target with mode 0600, synchronised to disk, renamed.
    ///
    /// A symbolic link is replaced, never followed, so that a link planted in a shared folder leads nowhere. A directory,
    /// device or FIFO is left alone.
    package static func write(_ path: String, _ bytes: [UInt8]) throws(FileError) {
        do throws(SystemCallError) {
            let draft = try Draft(for: path)
            try draft.fill(with: bytes)
            try draft.publish()
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// Does everything but the writing, so that a run does not find out at its end that the report has no place.
    package static func checkWritable(_ path: String) throws(FileError) {
        do throws(SystemCallError) {
            _ = try Draft(for: path)
        } catch {
            throw FileError(path: path, error)
        }
    }
}

/// A temporary file beside its target; removed unless it was published.
private struct Draft: ~Copyable {
    private let folder: Descriptor
    private let file: Descriptor
    private let temporaryName: String
    private let targetName: String

    init(for path: String) throws(SystemCallError) {
        let (folderPath, target) = Self.split(path)
        guard !target.isEmpty, target != ".", target != ".." else { throw SystemCallError(call: "open", code: EISDIR) }
        let folder = Descriptor(
            owning: try systemCall("open") { unsafe open(folderPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
        let directory = folder.number
        try Self.checkTarget(target, in: directory)
        // A short name of its own: the target's may already be as long as the file system allows.
        let temporary = ".edgeprobe-\(try RandomBytes.hex(count: 8))"
        let file = Descriptor(
            owning: try systemCall("open") {
                unsafe openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            })
        self.folder = folder
        self.file = file
        temporaryName = temporary
        targetName = target
    }

    func fill(with bytes: [UInt8]) throws(SystemCallError) {
        let number = file.number
        var rest = bytes[...]
        while !rest.isEmpty {
            rest = rest.dropFirst(
                try systemCall("write") {
                    unsafe rest.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
                })
        }
        _ = try systemCall("fsync") { fsync(number) }
    }

    func publish() throws(SystemCallError) {
        let directory = folder.number
        _ = try systemCall("rename") { unsafe renameat(directory, temporaryName, directory, targetName) }
        // The file is in place; some file systems cannot synchronise a directory and say EINVAL.
        _ = try? systemCall("fsync") { fsync(directory) }
    }

    /// After publishing there is nothing of that name left to remove.
    deinit { _ = unsafe unlinkat(folder.number, temporaryName, 0) }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        return (String(path[...slash]), String(path[path.utf8.index(after: slash)...]))
    }

    private static func checkTarget(_ name: String, in directory: CInt) throws(SystemCallError) {
        var status = stat()
        do throws(SystemCallError) {
            _ = try systemCall("fstatat") { unsafe fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) }
        } catch {
            guard error.code == ENOENT else { throw error }
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG, S_IFLNK: return
        case S_IFDIR: throw SystemCallError(call: "rename", code: EISDIR)
        default: throw SystemCallError(call: "rename", code: EINVAL)
        }
    }
}
