import Glibc

/// Writing a file whole or not at all.
package enum AtomicFile {
    /// Who may read a file besides its owner.
    package enum Readers: Sendable {
        /// Nobody: mode 0600.
        case owner
        /// Everybody: mode 0644, whatever the umask.
        case everybody

        fileprivate var mode: mode_t { self == .owner ? 0o600 : 0o644 }
    }

    /// Replaces a file: written beside its target, synchronised to disk, renamed.
    ///
    /// A symbolic link is replaced, never followed, so that a link planted in a shared folder leads nowhere. What a
    /// folder of the machine's own has for a stream, such as `/dev/stdout` or `/dev/null`, is written in place. Anything
    /// else is left alone: a directory, a FIFO, a link to a device.
    ///
    /// - Parameters:
    ///   - path: the target.
    ///   - bytes: what it is to hold.
    ///   - readers: who may read it.
    ///   - patience: with the reader of such a stream.
    /// - Throws: the failure of the call; a file is then as it was.
    package static func write(
        _ path: String, _ bytes: [UInt8], for readers: Readers = .owner, patience: Duration? = nil
    ) throws(FileError) {
        do throws(SystemCallError) {
            if try writeDistant(path, bytes, readers) { return }
            let place = try Place(path)
            guard try place.kind() == .file else { return try place.fillStream(with: bytes, patience) }
            if try place.publishUnnamed(bytes, readers.mode) { return }
            let draft = try Draft(at: place)
            try draft.fill(with: bytes, readers.mode)
            try draft.publish()
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// Writes to a file system that may never answer, or only tries to where there is nothing to write.
    ///
    /// - Returns: whether that is done.
    /// - Throws: what writing failed with.
    private static func writeDistant(
        _ path: String, _ bytes: [UInt8]?, _ readers: Readers
    ) throws(SystemCallError) -> Bool {
        guard DistantFiles.mayBeSilent(path) else { return false }
        return try DistantFiles.write(try Place.split(path), by: try Draft.newName(), bytes, readers.mode)
    }

    /// Does everything but the writing, so that a run does not find out at its end that the report has no place.
    package static func checkWritable(_ path: String) throws(FileError) {
        do throws(SystemCallError) {
            if try writeDistant(path, nil, .owner) { return }
            let place = try Place(path)
            guard try place.kind() == .file else { return try place.checkStream() }
            if place.unnamedFile() != nil { return }
            _ = try Draft(at: place)
        } catch {
            throw FileError(path: path, error)
        }
    }
}

/// A name in an open folder.
private struct Place: ~Copyable {
    enum Kind {
        /// A regular file, nothing yet, or a link, to be replaced.
        case file
        /// A character device, or what a process has open (`/proc/PID/fd`, proc_pid_fd(5)).
        case stream
    }

    let folder: Descriptor
    let name: String

    init(_ path: String) throws(SystemCallError) {
        let (folderPath, name) = try Self.split(path)
        folder = Descriptor(
            owning: try systemCall("open") { unsafe open(folderPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
        self.name = name
    }

    static func split(_ path: String) throws(SystemCallError) -> (folder: String, name: String) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
        guard !name.isEmpty, name != ".", name != ".." else { throw SystemCallError(call: "open", code: EISDIR) }
        return (slash.map { String(path[...$0]) } ?? ".", name)
    }

    func kind() throws(SystemCallError) -> Kind {
        guard let mode = try fileMode(flags: AT_SYMLINK_NOFOLLOW) else { return .file }
        switch mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFLNK:
            if leadsToOpenFile() {
                // Replaced it would be no way to what is open any more, for anybody.
                guard try isOfMachine() else { throw SystemCallError(call: "rename", code: EINVAL) }
                return .stream
            }
            guard let target = try fileMode(flags: 0), target & S_IFMT != S_IFREG else { return .file }
            throw SystemCallError(call: "rename", code: target & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
        case S_IFCHR where try isOfMachine(): return .stream
        case S_IFDIR: throw SystemCallError(call: "rename", code: EISDIR)
        default: throw SystemCallError(call: "rename", code: EINVAL)
        }
    }

    /// Nothing where there is no such file.
    private func fileMode(flags: CInt) throws(SystemCallError) -> mode_t? {
        var status = stat()
        let number = folder.number
        do throws(SystemCallError) {
            _ = try systemCall("fstatat") { unsafe fstatat(number, name, &status, flags) }
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
        return status.st_mode
    }

    /// Nobody but the system and this user has put anything into the folder.
    private func isOfMachine() throws(SystemCallError) -> Bool {
        var status = stat()
        let number = folder.number
        _ = try systemCall("fstat") { unsafe fstat(number, &status) }
        return (status.st_uid == 0 || status.st_uid == geteuid()) && status.st_mode & (S_IWGRP | S_IWOTH) == 0
    }

    /// The link is one of `/proc/PID/fd`, or leads to one, as `/dev/stdout` does.
    private func leadsToOpenFile() -> Bool {
        Self.target(of: name, in: folder.number).hasPrefix("/proc/self/fd/")
            || Self.target(of: "/proc/self/fd/\(folder.number)", in: AT_FDCWD).hasPrefix("/proc/")
    }

    /// What a link says, see readlink(2); cut short where it is long, and empty where it is none.
    private static func target(of link: String, in folder: CInt) -> String {
        var target = [UInt8](repeating: 0, count: 64)
        let count = unsafe readlinkat(folder, link, &target, target.count)
        return String(decoding: target.prefix(max(0, count)), as: UTF8.self)
    }

    func fillStream(with bytes: [UInt8], _ patience: Duration?) throws(SystemCallError) {
        let number = folder.number
        // A FIFO without a reader would keep the open waiting.
        let stream = Descriptor(
            owning: try systemCall("open") { unsafe openat(number, name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) }
        )
        try writeWhole(bytes, to: stream.number, patience: patience)
    }

    func checkStream() throws(SystemCallError) {
        let number = folder.number
        _ = try systemCall("faccessat") { unsafe faccessat(number, name, W_OK, AT_EACCESS) }
    }
}

// MARK: - Without a name

extension Place {
    /// O_TMPFILE of open(2), which is a _GNU_SOURCE name.
    private static let unnamed = 0o20_000_000 | O_DIRECTORY

    /// A file that is gone with this process, however that ends; nothing where the file system has no such files.
    fileprivate func unnamedFile() -> Descriptor? {
        let number = unsafe openat(folder.number, ".", O_WRONLY | Self.unnamed | O_CLOEXEC, 0o600)
        return number >= 0 ? Descriptor(owning: number) : nil
    }

    /// Fills a file without a name and gives it one, so that nobody who ends the process in between leaves anything behind.
    ///
    /// - Returns: whether that is done; an ordinary user's process that nobody may look into cannot name its own files.
    /// - Throws: what writing failed with.
    fileprivate func publishUnnamed(_ bytes: [UInt8], _ mode: mode_t) throws(SystemCallError) -> Bool {
        guard let file = unnamedFile() else { return false }
        try writeWhole(bytes, to: file.number)
        let (number, directory) = (file.number, folder.number)
        _ = try systemCall("fchmod") { fchmod(number, mode) }
        _ = try systemCall("fsync") { fsync(number) }
        let link = "/proc/self/fd/\(number)"
        if unsafe linkat(AT_FDCWD, link, directory, name, AT_SYMLINK_FOLLOW) != 0 {
            guard errno == EEXIST else { return false }
            // What is there already is replaced, which takes a name of its own for a moment.
            let other = try Draft.newName()
            guard unsafe linkat(AT_FDCWD, link, directory, other, AT_SYMLINK_FOLLOW) == 0 else {
                return false
            }
            do throws(SystemCallError) {
                _ = try systemCall("rename") { unsafe renameat(directory, other, directory, name) }
            } catch {
                _ = unsafe unlinkat(directory, other, 0)
                throw error
            }
        }
        // The file is in place; some file systems cannot synchronise a directory and say EINVAL.
        _ = try? systemCall("fsync") { fsync(directory) }
        return true
    }
}

/// A temporary file beside its target; removed unless it was published.
private struct Draft: ~Copyable {
    private let place: Place
    private let file: Descriptor
    private let temporaryName: String

    init(at place: consuming Place) throws(SystemCallError) {
        let temporary = try Self.newName()
        let directory = place.folder.number
        file = Descriptor(
            owning: try systemCall("open") {
                unsafe openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            })
        self.place = place
        temporaryName = temporary
    }

    /// A short one: the target's may already be as long as the file system allows.
    static func newName() throws(SystemCallError) -> String { ".edgeprobe-\(try RandomBytes.hex(count: 8))" }

    func fill(with bytes: [UInt8], _ mode: mode_t) throws(SystemCallError) {
        let number = file.number
        try writeWhole(bytes, to: number)
        _ = try systemCall("fchmod") { fchmod(number, mode) }
        _ = try systemCall("fsync") { fsync(number) }
    }

    func publish() throws(SystemCallError) {
        let directory = place.folder.number
        _ = try systemCall("rename") { unsafe renameat(directory, temporaryName, directory, place.name) }
        // The file is in place; some file systems cannot synchronise a directory and say EINVAL.
        _ = try? systemCall("fsync") { fsync(directory) }
    }

    /// After publishing there is nothing of that name left to remove.
    deinit { _ = unsafe unlinkat(place.folder.number, temporaryName, 0) }
}
