import CLinux
import Glibc

/// Files below a root that is somebody else's: another process's, or that of an image that was unpacked.
///
/// Neither `..` nor a symbolic link leads out of it (openat2(2), RESOLVE_IN_ROOT), and nothing but a regular file is opened.
package struct RootFolder: ~Copyable {
    private let root: Descriptor

    package init(_ path: String) throws(SystemCallError) {
        root = Descriptor(
            owning: try systemCall("open") { unsafe Glibc.open(path, CLinux_path_only | O_DIRECTORY | O_CLOEXEC) })
    }

    init(owning root: consuming Descriptor) { self.root = root }

    /// The bytes of a regular file of at most `limit` bytes.
    package func bytes(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        do throws(SystemCallError) {
            return try TextFile.contents(at: try place(of: path), limit: limit)
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// What stands at a path, symbolic links followed within the root.
    package func kind(of path: String) -> Folder.Kind {
        do throws(SystemCallError) {
            return Folder.kind(try place(of: path).mode())
        } catch {
            return Folder.kind(error)
        }
    }

    /// The names in a folder, as `Folder.names` has them.
    package func names(in path: String, limit: Int = 65_536) throws(FileError) -> [String] {
        do throws(SystemCallError) {
            let folder = try place(of: path)
            return try withExtendedLifetime(folder) { () throws(SystemCallError) in
                try Folder.entries(of: folder.link, limit: limit)
            }
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// The file as a place only: nothing is opened yet.
    private func place(of path: String) throws(SystemCallError) -> Descriptor {
        let number = root.number
        do throws(SystemCallError) {
            return Descriptor(owning: try systemCall("openat2") { unsafe CLinux_place_in_root(number, path) })
        } catch  where error.code == ENOSYS || error.code == EPERM {
            // Kernels before 5.6, and sandboxes: without links, then.
            return try placeWithoutLinks(path)
        }
    }

    private func placeWithoutLinks(_ path: String) throws(SystemCallError) -> Descriptor {
        let names = path.split(separator: "/").map(String.init)
        guard !names.contains("..") else { throw SystemCallError(call: "openat", code: EINVAL) }
        let number = root.number
        var place = Descriptor(owning: try systemCall("dup") { fcntl(number, F_DUPFD_CLOEXEC, 0) })
        for name in names {
            let number = place.number
            place = Descriptor(
                owning: try systemCall("openat") {
                    unsafe openat(number, name, CLinux_path_only | O_NOFOLLOW | O_CLOEXEC)
                })
        }
        return place
    }
}

extension Descriptor {
    /// The type and rights of what it stands for (inode(7)).
    func mode() throws(SystemCallError) -> mode_t {
        var status = stat()
        _ = try systemCall("fstat") { unsafe fstat(number, &status) }
        return status.st_mode
    }

    /// The link by which the file that a place stands for is opened (proc_pid_fd(5)).
    var link: String { "/proc/self/fd/\(number)" }
}
