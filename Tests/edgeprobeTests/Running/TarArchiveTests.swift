import FoundationEssentials
import ProbeCore
import TestSupport
import Testing

@testable import edgeprobe

/// Archives are what other programs take for one.
struct TarArchiveTests {
    private static let files = [
        (name: "empty.txt", text: ""), (name: "block.txt", text: String(repeating: "x", count: 512)),
        (name: "ä.txt", text: "ä\n"), (name: "long.txt", text: String(repeating: "0123456789\n", count: 20_000)),
    ]

    private static func archive() throws -> [UInt8] {
        TarArchive(folder: "edgeprobe-1", at: try #require(Timestamp("2026-11-29T11:00:00Z")), files).bytes
    }

    private static let python = """
        import sys, tarfile
        with tarfile.open(sys.argv[1]) as archive:
            for member in archive:
                text = archive.extractfile(member).read() if member.isfile() else b""
                print(member.name, oct(member.mode), member.uid, member.gid, member.mtime, member.type.decode(), len(text))
        """

    @Test(arguments: [true, false])
    func `tar and Python read the same out of one, compressed or not`(isCompressed: Bool) async throws {
        let folder = try ScratchFolder()
        let bytes = try Self.archive()
        let compressed = await Gzip.compressed(bytes)
        #expect(compressed.count < bytes.count / 10)
        try Data(isCompressed ? compressed : Gzip.stored(bytes)).write(to: URL(filePath: folder.file("a.tar.gz")))
        try folder.write(Self.python, to: "list.py")
        #expect(try await Binary.shell("gzip -t \(folder.file("a.tar.gz"))").status == 0)
        let texts = try await UnpackedBundle.texts(of: folder, "a.tar.gz")
        // GNU tar escapes what is not ASCII in its list.
        for file in Self.files where file.name != "ä.txt" { #expect(texts[file.name] == file.text, "\(file.name)") }
        let listed = try await Binary.shell("python3 \(folder.file("list.py")) \(folder.file("a.tar.gz"))").output
        #expect(
            listed.split(separator: "\n").map(String.init)
                == ["edgeprobe-1 0o700 0 0 1795950000 5 0"]
                + Self.files.map { "edgeprobe-1/\($0.name) 0o600 0 0 1795950000 0 \($0.text.utf8.count)" })
    }

    @Test(arguments: ["1601-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
    func `a date that has no room is one that has`(moment: String) throws {
        let bytes = TarArchive(folder: "edgeprobe-1", at: try #require(Timestamp(moment)), Self.files).bytes
        #expect(bytes.count.isMultiple(of: 10_240))
    }

    @Test(
        arguments: [
            ("", 0), ("123456789", 0xcbf4_3926), ("The quick brown fox jumps over the lazy dog", 0x414f_a339),
        ] as [(String, UInt32)])
    func `the checksum is that of gzip`(text: String, checksum: UInt32) {
        #expect(Gzip.checksum(Array(text.utf8)) == checksum)
    }
}
