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

    @Test func `a check before the run leaves nothing behind`() throws {
        try withFolder { folder in
            try AtomicFile.checkWritable("\(folder)/report")
            #expect(entries(of: folder) == [])
            let longest = String(repeating: "a", count: 255)
            try AtomicFile.write("\(folder)/\(longest)", [1])
            #expect(entries(of: folder) == [longest])
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
}
