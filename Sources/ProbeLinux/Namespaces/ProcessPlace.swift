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
    /// It may lie on a file system that some process of the container's serves, or no server any more: after the patience
    /// the file counts as one that cannot be read (ETIMEDOUT).
    package func text(
        _ path: String, limit: Int, patience: Duration = .seconds(1)
    ) throws(FileError) -> String {
        let result: Result<[UInt8], FileError>?
        do throws(SystemCallError) {
            let root = SharedRoot(try root.duplicate())
            result = Patient.wait(patience) {
                Result { () throws(FileError) in try root.folder.bytes(path, limit: limit) }
            }
        } catch {
            throw FileError(path: path, error)
        }
        guard let result else { throw FileError(path: path, SystemCallError(call: "read", code: ETIMEDOUT)) }
        return String(decoding: try result.get(), as: UTF8.self)
    }

    /// Lives as long as a reader that nobody waits for any more.
    private final class SharedRoot: Sendable {
        let folder: RootFolder

        init(_ folder: consuming RootFolder) { self.folder = folder }
    }
}
