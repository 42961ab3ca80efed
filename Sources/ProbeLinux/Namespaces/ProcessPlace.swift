import CLinux
import Glibc

/// The namespace and the files of another process, such as a container's first.
///
/// What is opened stays that process's: a number that the kernel gives to another process later leads nowhere.
package struct ProcessPlace: ~Copyable {
    package let network: NetworkNamespace
    private let root: RootFolder

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
        self.root = RootFolder(owning: root)
    }

    /// A root without a process.
    init(root path: String, network: NetworkNamespace) throws(SystemCallError) {
        let root = try RootFolder(path)
        self.network = network
        self.root = root
    }

    /// Reads a small text file as the process has it, from its own root; a link in it leads nowhere else.
    ///
    /// It may lie on a file system that some process of the container's serves, or no server any more: then it counts as one
    /// that cannot be read (ETIMEDOUT).
    package func text(_ path: String, limit: Int) throws(FileError) -> String {
        String(decoding: try root.bytes(path, limit: limit), as: UTF8.self)
    }
}
