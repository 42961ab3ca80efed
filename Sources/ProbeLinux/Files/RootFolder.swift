import CLinux
import Glibc

/// Files below a root that is somebody else's: another process's, or that of an image that was unpacked.
///
/// Neither `..` nor a symbolic link leads out of it (openat2(2), RESOLVE_IN_ROOT), and nothing but a regular file is opened.
package struct RootFolder: ~Copyable {
    private let root: Descriptor
    /// It may have file systems of its own that never answer.
    private let isDistant: Bool

    package init(_ path: String) throws(SystemCallError) {
        isDistant = DistantFiles.mayBeSilent(path)
        root = Descriptor(
            owning: try systemCall("open") { unsafe Glibc.open(path, CLinux_path_only | O_DIRECTORY | O_CLOEXEC) })
    }

    /// Another process's root.
    init(owning root: consuming Descriptor) {
        self.root = root
        isDistant = true
    }

    /// The bytes of a regular file of at most `limit` bytes.
    package func bytes(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        do throws(SystemCallError) {
            if let answer = try ask(path, CLinux_file_bytes, limit: limit) { return answer.bytes }
            return try TextFile.contents(at: try open(path, CLinux_path_only), limit: limit) {
                () throws(SystemCallError) in try open(path, TextFile.reading)
            }
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// What stands at a path, symbolic links followed within the root.
    package func kind(of path: String) -> Folder.Kind {
        do throws(SystemCallError) {
            if let answer = try ask(path, CLinux_file_kind, limit: 0) { return Folder.kind(answer.mode) }
            let place = try open(path, CLinux_path_only)
            let number = place.number
            var status = stat()
            _ = try systemCall("fstat") { unsafe fstat(number, &status) }
            return Folder.kind(status.st_mode)
        } catch {
            return Folder.kind(error)
        }
    }

    /// The names in a folder, as `Folder.names` has them.
    package func names(
        in path: String, atMost most: Int, where isWanted: (String) -> Bool
    ) throws(FileError) -> Folder.Names {
        do throws(SystemCallError) {
            if let answer = try ask(path, CLinux_file_names, limit: 1 << 20) {
                return Folder.names(in: answer.bytes, atMost: most, where: isWanted)
            }
            let folder = try open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK)
            return try Folder.entries(of: folder, atMost: most, where: isWanted)
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// Nothing where it can be asked directly.
    private func ask(_ path: String, _ question: CInt, limit: Int) throws(SystemCallError) -> DistantFiles.Answer? {
        guard isDistant else { return nil }
        return try DistantFiles.ask(path, below: root.number, question, limit: limit)
    }

    private func open(_ path: String, _ flags: CInt) throws(SystemCallError) -> Descriptor {
        let number = root.number
        do throws(SystemCallError) {
            return Descriptor(owning: try systemCall("openat2") { unsafe CLinux_open_in_root(number, path, flags) })
        } catch  where error.code == ENOSYS || error.code == EPERM {
            // Kernels before 5.6, and sandboxes: without links, then.
            return try openWithoutLinks(path, flags)
        }
    }

    private func openWithoutLinks(_ path: String, _ flags: CInt) throws(SystemCallError) -> Descriptor {
        let names = path.split(separator: "/").map(String.init)
        guard let last = names.last, !names.contains("..") else { throw SystemCallError(call: "openat", code: EINVAL) }
        let number = root.number
        var folder = Descriptor(owning: try systemCall("dup") { fcntl(number, F_DUPFD_CLOEXEC, 0) })
        for name in names.dropLast() {
            let number = folder.number
            folder = Descriptor(
                owning: try systemCall("openat") {
                    unsafe openat(number, name, CLinux_path_only | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                })
        }
        let inner = folder.number
        return Descriptor(
            owning: try systemCall("openat") { unsafe openat(inner, last, flags | O_NOFOLLOW | O_CLOEXEC) })
    }
}
