import CLinux
import Glibc

/// A network namespace, held open by a descriptor; with the last holder it vanishes, and with it all that is in it.
package final class NetworkNamespace: Sendable {
    private let number: CInt
    /// What tells it from every other namespace of the machine (namespaces(7)).
    package let inode: UInt64

    init(owning descriptor: consuming Descriptor) throws(SystemCallError) {
        let number = descriptor.number
        guard try systemCall("ioctl", { CLinux_is_network_namespace(number) }) == 1 else {
            throw SystemCallError(call: "ioctl", code: EINVAL)
        }
        var status = stat()
        _ = try systemCall("fstat") { unsafe fstat(number, &status) }
        inode = UInt64(status.st_ino)
        self.number = descriptor.release()
    }

    deinit { _ = close(number) }

    /// Opens a file that stands for a namespace, such as those of `ip netns` in /run/netns, and no other.
    package static func open(_ path: String) throws(SystemCallError) -> NetworkNamespace {
        try NetworkNamespace(
            owning: Descriptor(owning: try systemCall("open") { unsafe CLinux_open_namespace(path) }))
    }

    /// Moves this thread into one that nobody else is in, for good; needs CAP_SYS_ADMIN.
    static func enterNew() throws(SystemCallError) -> NetworkNamespace {
        _ = try systemCall("unshare") { CLinux_make_network_namespace() }
        return try current()
    }

    /// Where another process finds it for as long as this one holds it.
    package var path: String { "/proc/\(ProcessIdentity.number)/fd/\(number)" }

    /// For attributes of netlink messages.
    var descriptor: CInt { number }

    /// Moves this thread into it, for good; needs CAP_SYS_ADMIN.
    ///
    /// Only a process with one thread moves as a whole.
    package func enter() throws(SystemCallError) {
        _ = try systemCall("setns") { CLinux_enter_network_namespace(number) }
    }

    /// The one that this thread is in.
    package static func current() throws(SystemCallError) -> NetworkNamespace {
        try open("/proc/thread-self/ns/net")
    }
}
