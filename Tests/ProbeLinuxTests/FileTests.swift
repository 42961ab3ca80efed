import Glibc
import ProbeCore
import Testing

@testable import ProbeLinux

struct FileTests {
    /// A folder of its own that goes away with the test.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = "/tmp/edgeprobe-test-\(try RandomBytes.hex(count: 8))"
        mkdir(folder, 0o700)
        defer {
            for name in entries(of: folder) { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        try body(folder)
    }

    private func entries(of folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    @Test func `a name is read as far as its entry goes, and no further`() async {
        await #expect(processExitsWith: .success) {
            // An entry of 24 bytes, and a page behind it that nobody may read.
            let size = getpagesize()
            let pages = try #require(
                mmap(nil, Int(size) * 2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
            try #require(mprotect(pages + Int(size), Int(size), PROT_NONE) == 0)
            let place = pages + Int(size) - 24
            let name = try #require(MemoryLayout<dirent>.offset(of: \.d_name))
            (place + name).copyMemory(from: "four", byteCount: 5)
            #expect(Folder.name(of: UnsafePointer(place.assumingMemoryBound(to: dirent.self))) == "four")
        }
    }

    private func mode(of path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : 0
    }

    @Test func `a file is written whole with mode 0600 and leaves nothing beside it`() throws {
        try withFolder { folder in
            let bytes = [UInt8](repeating: 65, count: 300_000)
            try AtomicFile.write("\(folder)/report", [1])
            try AtomicFile.write("\(folder)/report", bytes)
            #expect(try TextFile.bytes("\(folder)/report", limit: 300_000) == bytes)
            #expect(mode(of: "\(folder)/report") == S_IFREG | 0o600)
            #expect(entries(of: folder) == ["report"])
        }
    }

    @Test func `a link is replaced and its target left alone`() throws {
        try withFolder { folder in
            try AtomicFile.write("\(folder)/target", [1])
            symlink("\(folder)/target", "\(folder)/link")
            try AtomicFile.write("\(folder)/link", [2])
            #expect(try TextFile.bytes("\(folder)/target", limit: 9) == [1])
            #expect(mode(of: "\(folder)/link") & S_IFMT == S_IFREG)
        }
    }

    @Test func `a folder, a FIFO and a missing folder are refused, and the old file stays`() throws {
        try withFolder { folder in
            mkfifo("\(folder)/fifo", 0o600)
            for (path, error) in [
                (folder, "EISDIR"), ("\(folder)/", "EISDIR"), ("\(folder)/fifo", "EINVAL"),
                ("\(folder)/none/report", "ENOENT"), ("\(folder)/fifo/report", "ENOTDIR"),
            ] as [(String, SystemError)] {
                #expect(throws: FileError.self) { try AtomicFile.write(path, [1]) }
                let failure = #expect(throws: FileError.self) { try AtomicFile.checkWritable(path) }
                #expect(failure?.error == error, "\(path)")
            }
            #expect(entries(of: folder) == ["fifo"])
        }
    }

    @Test func `streams of the machine are written in place, and nothing that a user planted`() throws {
        try withFolder { folder in
            for path in ["/dev/null", "/dev/full"] {
                let before = mode(of: path)
                try AtomicFile.checkWritable(path)
                #expect(before & S_IFMT == S_IFCHR && mode(of: path) == before)
            }
            try AtomicFile.write("/dev/null", [1])
            let failure = #expect(throws: FileError.self) { try AtomicFile.write("/dev/full", [1]) }
            #expect(failure?.error == "ENOSPC" && mode(of: "/dev/full") & S_IFMT == S_IFCHR)

            // What this process has open: a shell's `>(…)`, or standard output by its name.
            var ends: [CInt] = [-1, -1]
            #expect(pipe(&ends) == 0)
            let (reading, writing) = (ends[0], ends[1])
            defer {
                close(reading)
                close(writing)
            }
            for path in ["/dev/fd/\(writing)", "/proc/self/fd/\(writing)"] {
                try AtomicFile.checkWritable(path)
                try AtomicFile.write(path, [7, 8])
                var bytes: [UInt8] = [0, 0, 0]
                #expect(read(reading, &bytes, 3) == 2)
                #expect(bytes == [7, 8, 0])
            }

            symlink("/dev/null", "\(folder)/device")
            #expect(throws: FileError.self) { try AtomicFile.write("\(folder)/device", [1]) }
            #expect(mode(of: "\(folder)/device") & S_IFMT == S_IFLNK)
            // In a folder that others write to, a link is one of theirs.
            chmod(folder, 0o777)
            symlink("/proc/self/fd/\(writing)", "\(folder)/open")
            #expect(throws: FileError.self) { try AtomicFile.write("\(folder)/open", [1]) }
            // Also where a regular file is open, as standard error's may be.
            let file = open("\(folder)/errors", O_WRONLY | O_CREAT, 0o600)
            defer { close(file) }
            symlink("/proc/self/fd/\(file)", "\(folder)/stderr")
            #expect(throws: FileError.self) { try AtomicFile.checkWritable("\(folder)/stderr") }
            #expect(throws: FileError.self) { try AtomicFile.write("\(folder)/stderr", [1]) }
            #expect(mode(of: "\(folder)/stderr") & S_IFMT == S_IFLNK)
        }
    }

    @Test func `a check before the run leaves nothing behind`() throws {
        try withFolder { folder in
            try AtomicFile.checkWritable("\(folder)/report")
            #expect(entries(of: folder) == [])
            let longest = String(repeating: "a", count: 255)
            try AtomicFile.write("\(folder)/\(longest)", [1])
            #expect(entries(of: folder) == [longest])
        }
    }

    @Test func `a file is handed over piece by piece, and said to be longer where it is`() throws {
        try withFolder { folder in
            try AtomicFile.write("\(folder)/long", [UInt8](repeating: 0x61, count: 200_000))
            var count = 0
            try TextFile.forEachPiece(of: "\(folder)/long", limit: 200_000) { count += $0.count }
            #expect(count == 200_000)
            #expect(throws: FileError.self) {
                try TextFile.forEachPiece(of: "\(folder)/long", limit: 150_000) { count += $0.count }
            }
            #expect(count == 350_000)
        }
    }

    @Test func `small files are read, also those of proc`() throws {
        #expect(try TextFile.read("/proc/self/status", limit: 65_536).contains("Name:"))
        try withFolder { folder in
            try AtomicFile.write("\(folder)/text", [0x61, 0xff])
            #expect(try TextFile.read("\(folder)/text", limit: 2) == "a\u{fffd}")
        }
    }

    @Test func `a reader is never kept waiting or flooded`() throws {
        try withFolder { folder in
            mkfifo("\(folder)/fifo", 0o600)
            try AtomicFile.write("\(folder)/large", [1, 2, 3])
            for (path, call, error) in [
                ("\(folder)/fifo", "read", "EINVAL"), ("/dev/zero", "read", "EINVAL"), (folder, "read", "EISDIR"),
                ("\(folder)/none", "open", "ENOENT"), ("\(folder)/large", "read", "EFBIG"),
            ] as [(String, String, SystemError)] {
                let failure = #expect(throws: FileError.self) { try TextFile.read(path, limit: 2) }
                #expect(failure?.path == path)
                #expect(failure?.call == call)
                #expect(failure?.error == error, "\(path)")
            }
        }
    }

    @Test func `lines are found in a file that is longer than any buffer`() throws {
        try withFolder { folder in
            let path = "\(folder)/table"
            let line = "eth0\t0000000A\t0100000A\t0003"
            let text = (0..<60_000).map { $0 % 20_000 == 7 ? "eth\($0)\t00000000\t0100000A" : line }
            try AtomicFile.write(path, Array((text.joined(separator: "\n") + "\nlast\t00000000\t").utf8))
            var found: [String] = []
            try TextFile.forEachLine(of: path, containing: "\t00000000\t") { found.append($0) }
            #expect(
                found == [
                    "eth7\t00000000\t0100000A", "eth20007\t00000000\t0100000A", "eth40007\t00000000\t0100000A",
                    "last\t00000000\t",
                ])
            try AtomicFile.write(path, [UInt8](repeating: 0x61, count: 1 << 20) + Array("\n\t00000000\t".utf8))
            found = []
            try TextFile.forEachLine(of: path, containing: "\t00000000\t") { found.append($0) }
            #expect(found == ["\t00000000\t"])
        }
    }

    @Test func `a reader that takes nothing is given up, and one that is slow is not`() throws {
        var ends: [CInt] = [0, 0]
        #expect(pipe(&ends) == 0)
        let start = ContinuousClock.now
        let bytes = [UInt8](repeating: 0x61, count: 1 << 20)
        #expect(throws: SystemCallError(call: "write", code: ETIMEDOUT)) {
            try writeWhole(bytes, to: ends[1], patience: .seconds(1))
        }
        #expect(ContinuousClock.now - start < .seconds(10))
        close(ends[1])
        close(ends[0])
    }

}
