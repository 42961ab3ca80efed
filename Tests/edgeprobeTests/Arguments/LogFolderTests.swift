import Glibc
import TestSupport
import Testing

@testable import edgeprobe

/// Folders of logs that somebody else has made.
struct LogFolderTests {
    private static func found(_ folder: ScratchFolder, until end: ContinuousClock.Instant = .now + .seconds(20))
        -> LogFolder
    {
        LogFolder(folder.path, until: end)
    }

    @Test func `links to the folder itself are not followed`() throws {
        let folder = try ScratchFolder()
        try folder.write("", to: "edgeAgent_log.txt")
        for number in 0..<400 { #expect(symlink(".", folder.file("d\(number)")) == 0) }
        let found = Self.found(folder)
        #expect(found.files == [folder.file("edgeAgent_log.txt")] && found.leftOut == 400)
    }

    @Test func `all folders together have a bound, and the logs of the first come first`() throws {
        let folder = try ScratchFolder()
        try folder.write("", to: "z.log")
        for number in 0..<20 {
            #expect(mkdir(folder.file("d\(number)"), 0o700) == 0)
            for name in 0..<300 { try folder.write("", to: "d\(number)/\(name).log") }
        }
        let found = Self.found(folder)
        #expect(found.files.first == folder.file("z.log"))
        #expect(found.files.count <= 4_096 && found.files.count > 3_000 && found.leftOut > 0)
    }

    @Test func `none is looked into once its time is over`() throws {
        let folder = try ScratchFolder()
        try folder.write("", to: "a.log")
        #expect(mkdir(folder.file("d"), 0o700) == 0)
        let found = Self.found(folder, until: .now - .seconds(1))
        #expect(found.files == [folder.file("a.log")] && found.leftOut == 1)
    }

    @Test func `what a run would read of links in a circle is told at once`() async throws {
        let folder = try ScratchFolder()
        try folder.write("<6> 2026-11-29 10:01:00.000 +00:00 [INF] - a\n", to: "edgeAgent.log")
        for number in 0..<400 { #expect(symlink(".", folder.file("d\(number)")) == 0) }
        let ending = try await Binary.shell(
            #"timeout 60 "$0" plan --hub h.example --config-root /sys --log \#(folder.path)"#)
        #expect(ending.status == 0 && ending.errors == "")
    }
}
