import Glibc
@testable import ProbeLinux
import TestSupport
import Testing

/// The files of another process, whose root may be hostile.
struct ProcessPlaceTests {
    @Test func `this process's own place is this one`() throws {
        let place = try ProcessPlace(processID: Int(getpid()))
        #expect(place.network.inode == (try NetworkNamespace.current().inode))
        #expect(try place.text("etc/passwd", limit: 1 << 20).contains("root"))
        #expect(throws: FileError.self) { try place.text("etc/passwd", limit: 3) }
        #expect(throws: FileError.self) { try place.text("dev/zero", limit: 100) }
        #expect(throws: FileError.self) { try place.text("proc/self/root/etc/passwd", limit: 1 << 20) }
    }

    @Test func `a process that is gone has none`() {
        #expect(throws: SystemCallError.self) { _ = try ProcessPlace(processID: 1 << 30) }
    }

    @Test func `a link in a container's root does not lead out of it`() throws {
        let folder = try Shell.run(
            """
            root=$(mktemp -d)
            mkdir $root/etc
            echo inside > $root/etc/inside
            ln -s /etc/inside $root/etc/absolute
            ln -s ../../../../../../../../etc/inside $root/etc/climbing
            ln -s /etc/passwd $root/etc/resolv.conf
            ln -s loop $root/etc/loop
            mkfifo $root/etc/hosts
            printf %s $root
            """)
        defer { _ = try? Shell.run("rm -r \(folder)") }
        let place = try ProcessPlace(root: folder, network: NetworkNamespace.current())
        #expect(try place.text("etc/inside", limit: 100) == "inside\n")
        #expect(try place.text("etc/absolute", limit: 100) == "inside\n")
        #expect(try place.text("etc/climbing", limit: 100) == "inside\n")
        for name in ["etc/resolv.conf", "etc/loop", "etc/hosts", "etc", "../etc/passwd"] {
            #expect(throws: FileError.self, "\(name)") { try place.text(name, limit: 1 << 20) }
        }
    }
}
