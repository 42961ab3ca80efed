import CLinux
import Glibc
import TestSupport
import Testing

@testable import ProbeLinux

/// What a child process says of files is what this one would have seen; files that hang are the lab's (test_hanging_files.py).
struct DistantFileTests {
    /// A folder with everything that a path may stand for.
    private static func withFolder(_ body: (_ folder: String) throws -> Void) throws {
        let folder = try Shell.run(
            """
            root=$(mktemp -d)
            printf 'one\\ntwo\\n' > $root/file
            : > $root/empty
            mkdir $root/folder
            touch $root/folder/a $root/folder/b
            ln -s file $root/link
            ln -s /file $root/absolute
            ln -s nowhere $root/dangling
            ln -s loop $root/loop
            mkfifo $root/fifo
            printf %s $root
            """)
        defer { _ = try? Shell.run("rm -r \(folder)") }
        try body(folder)
    }

    private static let names = [
        "file", "empty", "folder", "link", "absolute", "dangling", "loop", "fifo", "missing", "file/x",
    ]

    private func outcome(_ body: () throws(SystemCallError) -> String) -> String {
        do throws(SystemCallError) { return try body() } catch { return "\(error.error)" }
    }

    private func asked(_ path: String, below root: CInt? = nil, limit: Int = 100) -> String {
        outcome { () throws(SystemCallError) in
            let answer = try DistantFiles.ask(path, below: root, CLinux_file_bytes, limit: limit)
            return String(decoding: answer?.bytes ?? [], as: UTF8.self)
        }
    }

    @Test func `a child reads what this process reads, and refuses what it refuses`() throws {
        try Self.withFolder { folder in
            for name in Self.names {
                let path = "\(folder)/\(name)"
                var direct: String
                do throws(FileError) {
                    direct = try TextFile.read(path, limit: 100)
                } catch {
                    direct = "\(error.error)"
                }
                #expect(asked(path) == direct, "\(name)")
                let kind = outcome { () throws(SystemCallError) in
                    try DistantFiles.ask(path, below: nil, CLinux_file_kind, limit: 0).map { "\(Folder.kind($0.mode))" }
                        ?? ""
                }
                #expect(kind == outcome { () throws(SystemCallError) in "\(Folder.kind(try Folder.mode(of: path)))" })
            }
            #expect(asked("\(folder)/file", limit: 3) == "EFBIG")
            let inside = try DistantFiles.ask("\(folder)/folder", below: nil, CLinux_file_names, limit: 1_000)
            #expect(Set(Folder.names(in: inside?.bytes ?? [], atMost: 10) { _ in true }.kept) == ["a", "b"])
            #expect(Folder.names(in: inside?.bytes ?? [], atMost: 1) { _ in true }.leftOut == 1)
        }
    }

    @Test(arguments: [1, 4, 7, 8, 9, 100])
    func `a child gives the end of a file as this process does, and of nothing but a file`(limit: Int) throws {
        try Self.withFolder { folder in
            for name in Self.names {
                let path = "\(folder)/\(name)"
                func lines(_ end: () throws -> (bytes: [UInt8], isCut: Bool)) -> String {
                    do {
                        let (bytes, isCut) = try end()
                        return "\(String(decoding: bytes, as: UTF8.self)) \(isCut)"
                    } catch let error as FileError {
                        return "\(error.error)"
                    } catch let error as SystemCallError {
                        return "\(error.error)"
                    } catch {
                        return "\(error)"
                    }
                }
                let asked = lines {
                    let answer = try DistantFiles.ask(path, below: nil, CLinux_file_end, limit: limit)
                    return try LastBytes(answer?.bytes ?? [], atMost: limit).lines
                }
                #expect(asked == lines { try TextFile.end(of: path, atMost: limit) }, "\(name)")
            }
            // Opening this one fails where there is no terminal; it is not opened to find out that it is no file.
            #expect(throws: FileError(path: "/dev/tty", SystemCallError(call: "read", code: EINVAL))) {
                try TextFile.end(of: "/dev/tty", atMost: 100)
            }
        }
    }

    @Test func `a child writes what this process writes, and refuses what it refuses`() throws {
        let bytes = Array(String(repeating: "0123456789", count: 20_000).utf8)
        for bytes in [bytes, [], nil] {
            try Self.withFolder { direct in
                try Self.withFolder { folder in
                    for name in Self.names {
                        let asked = outcome { () throws(SystemCallError) in
                            let isDone = try DistantFiles.write((folder, name), by: ".draft", bytes, 0o644)
                            return isDone ? "done" : "no child"
                        }
                        var expected = "done"
                        do throws(FileError) {
                            if let bytes {
                                try AtomicFile.write("\(direct)/\(name)", bytes, for: .everybody)
                            } else {
                                try AtomicFile.checkWritable("\(direct)/\(name)")
                            }
                        } catch {
                            expected = "\(error.error)"
                        }
                        #expect(asked == (name == "file/x" ? "ENOTDIR" : expected), "\(name)")
                    }
                    let states = try [direct, folder].map { place in
                        try Shell.run("cd \(place) && find . -type f,l -printf '%p %y %m %s %l\\n' | sort")
                    }
                    #expect(states[0] == states[1])
                }
            }
        }
    }

    @Test func `below a root no link leads out of it`() throws {
        try Self.withFolder { folder in
            let root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            defer { close(root) }
            #expect(asked("absolute", below: root) == "one\ntwo\n")
            #expect(asked("../../../../../etc/passwd", below: root) == "ENOENT")
            #expect(asked("link", below: root) == "one\ntwo\n" && asked("fifo", below: root) == "EINVAL")
        }
    }

    @Test func `a long file arrives whole, and nothing of the child stays`() async throws {
        await #expect(processExitsWith: .success) {
            try Self.withFolder { folder in
                _ = try Shell.run("yes 0123456789 | head -c 1000000 > \(folder)/long")
                func open() -> Int { (0..<256).count { fcntl($0, F_GETFD) != -1 } }
                let before = open()
                for _ in 0..<10 {
                    let answer = try DistantFiles.ask("\(folder)/long", below: nil, CLinux_file_bytes, limit: 1 << 22)
                    #expect(answer?.bytes.count == 1_000_000)
                }
                #expect(open() == before)
                // Each has been waited for.
                #expect(waitpid(-1, nil, WNOHANG | CInt(bitPattern: 0x4000_0000)) == -1 && errno == ECHILD)
            }
        }
    }

    @Test(arguments: [
        ("22 1 254:0 / / rw shared:1 - ext4 /dev/vda rw\n23 22 0:5 / /proc rw - proc proc rw\n", false),
        ("24 22 0:40 / /sys/fs/fuse/connections rw - fusectl fusectl rw\n", false),
        ("25 22 0:41 / /mnt rw shared:3 master:4 - nfs4 host:/share rw\n", true),
        ("26 22 0:42 / /home/a\\040-\\040b rw - fuse.sshfs host: rw\n", true), ("27 22 0:43 / /m rw - fuse x rw", true),
        ("", false), ("nonsense", false), (" - ", false),
        // Whatever nobody knows, rather than what somebody has listed.
        ("28 22 0:44 / /m rw - vboxsf share rw", true), ("28 22 0:44 / /m rw - fhgfs x rw", true),
        ("28 22 0:44 / /m rw - beegfs x rw", true), ("28 22 0:44 / /m rw - newfs x rw", true),
        // It mounts when it is asked, and waits for that.
        ("29 22 0:45 / /mnt/nas rw - autofs systemd-1 rw", true),
        ("30 23 0:46 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw", false),
    ])
    func `file systems that may hang are told by their types`(table: String, isDistant: Bool) {
        #expect(MountTable(table).hasDistant == isDistant)
    }

    @Test func `what lies on one local file system is told from what lies beyond a mount`() {
        let root = "22 1 254:0 / / rw - ext4 /dev/vda rw\n23 22 0:5 / /proc rw - proc proc rw\n"
        #expect(MountTable(root).isLocal("/etc/passwd") && MountTable(root).isLocal("/etc/no/such/file"))
        // Another mount than the table says, as a link into one is.
        #expect(
            !MountTable(root).isLocal("/proc")
                && !MountTable("22 1 1:1 / / rw - ext4 x rw").isLocal("/proc/self/status"))
        #expect(!MountTable(root + "25 22 0:41 / /etc rw - fuse.x y rw\n").isLocal("/etc/passwd"))
        #expect(MountTable(root + "25 22 0:41 / /etcetera rw - fuse.x y rw\n").isLocal("/etc/passwd"))
        #expect(
            !MountTable("22 1 254:0 / / rw - 9p x rw").isLocal("/etc/passwd") && !MountTable("").isLocal("/etc/passwd"))
        #expect(!MountTable(root).isLocal("/etc/../etc/passwd"))
    }

    @Test func `a link is not followed where it may lead to an automount`() throws {
        try Self.withFolder { folder in
            let root = "22 1 254:0 / / rw - ext4 /dev/vda rw\n"
            let point = try Shell.run("printf %s $(stat -c %m \(folder))").trimmingPrefix("/")
            let here = point.isEmpty ? root : root + "24 22 0:50 / /\(point) rw - tmpfs t rw\n"
            let automount = "25 22 0:41 / /mnt/nas rw - autofs systemd-1 rw\n"
            #expect(MountTable(here).isLocal("\(folder)/link") && MountTable(here).isLocal("\(folder)/file"))
            #expect(!MountTable(here + automount).isLocal("\(folder)/link"))
            #expect(MountTable(here + automount).isLocal("\(folder)/file"))
        }
    }

    @Test func `a path that leads back out of the kernel's own folders is asked about as any other`() {
        // Neither is local by the table; the first needs none.
        #expect(!DistantFiles.mayBeSilent("/dev/null"))
        #expect(
            DistantFiles.mayBeSilent("/dev/../etc/passwd") == (MountTable.read().hasDistant),
            "only a machine whose mounts are all local may say so")
    }
}
