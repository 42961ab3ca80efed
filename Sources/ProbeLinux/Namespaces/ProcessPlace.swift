import CLinux
import Glibc

/// The namespace and the files of another process, such as a container's first.
///
/// What is opened stays that process's: a number that the kernel gives to another process later leads nowhere.
package struct ProcessPlace: ~Copyable {
    package let network: NetworkNamespace
    private let root: Descriptor

    /// Opens both; needs CAP_SYS_PTRACE where the process is somebody else's.
    package init(processID: Int) throws(SystemCallError) {
        let folder = Descriptor(
            owning: try systemCall("open") {
                unsafe Glibc.open("/proc/\(processID)", CLinux_path_only | O_DIRECTORY | O_CLOEXEC)
            })
        let number = folder.number
        let network = try NetworkNamespace(
            owning: Descriptor(
                owning: try systemCall("openat") { unsafe openat(number, "ns/net", O_RDONLY | O_CLOEXEC) }))
        let root = Descriptor(
            owning: try systemCall("openat") {
                unsafe openat(number, "root", CLinux_path_only | O_DIRECTORY | O_CLOEXEC)
            })
        self.network = network
        self.root = root
    }

    /// A root without a process.
    init(root path: String, network: NetworkNamespace) throws(SystemCallError) {
        let root = Descriptor(
            owning: try systemCall("open") { unsafe Glibc.open(path, CLinux_path_only | O_DIRECTORY | O_CLOEXEC) })
        self.network = network
        self.root = root
    }

    /// Reads a small text file as the process has it, from its own root; a link in it leads nowhere else.
    package func text(_ path: String, limit: Int) throws(FileError) -> String {
        do throws(SystemCallError) {
            let number = root.number
            let file = Descriptor(owning: try Self.open(path, in: number))
            return String(decoding: try TextFile.contents(of: file.number, limit: limit), as: UTF8.self)
        } catch {
            throw FileError(path: path, error)
        }
    }

    private static func open(_ path: String, in root: CInt) throws(SystemCallError) -> CInt {
        do throws(SystemCallError) {
            return try systemCall("openat2") { unsafe CLinux_open_in_root(root, path) }
        } catch  where error.code == ENOSYS || error.code == EPERM {
            // Kernels before 5.6, and sandboxes: without links, then.
            return try openWithoutLinks(path, in: root)
        }
    }

    private static func openWithoutLinks(_ path: String, in root: CInt) throws(SystemCallError) -> CInt {
        let names = path.split(separator: "/").map(String.init)
        guard let last = names.last, !names.contains("..") else { throw SystemCallError(call: "openat", code: EINVAL) }
        var folder = Descriptor(owning: try systemCall("dup") { fcntl(root, F_DUPFD_CLOEXEC, 0) })
        for name in names.dropLast() {
            let number = folder.number
            folder = Descriptor(
                owning: try systemCall("openat") {
                    unsafe openat(number, name, CLinux_path_only | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                })
        }
        let number = folder.number
        return try systemCall("openat") {
            unsafe openat(number, last, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        }
    }
}
