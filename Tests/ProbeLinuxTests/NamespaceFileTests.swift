import Glibc
import TestSupport
import Testing

@testable import ProbeLinux

/// Files that a report or a command line calls a namespace and that are something else.
struct NamespaceFileTests {
    @Test func `the namespace that a thread is in opens by its file`() throws {
        let (named, own) = (try NetworkNamespace.open("/proc/self/ns/net"), try NetworkNamespace.current())
        #expect(named.inode == own.inode)
    }

    /// A watchdog reboots the machine once it was opened, a tape rewinds, a FIFO keeps its opener waiting.
    @Test func `a device, a FIFO and a file of any other kind are not even opened`() throws {
        let folder = try Shell.run("root=$(mktemp -d) && mkfifo $root/fifo && : > $root/file && printf %s $root")
        defer { _ = try? Shell.run("rm -r \(folder)") }
        for path in ["/dev/null", "/dev/zero", "\(folder)/fifo", "\(folder)/file", folder] {
            // It is ioctl(2) that fails with what was opened.
            #expect(throws: SystemCallError(call: "open", code: EINVAL), "\(path)") { try NetworkNamespace.open(path) }
        }
        #expect(throws: SystemCallError(call: "open", code: ENOENT)) { try NetworkNamespace.open("\(folder)/none") }
        // One of another kind is a namespace all the same, and no network's.
        #expect(throws: SystemCallError(call: "ioctl", code: EINVAL)) { try NetworkNamespace.open("/proc/self/ns/mnt") }
    }
}
