import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// The catalogues of `Texts/` are what the sources say, and what the program has inside.
struct CatalogueTests {
    /// - Returns: what a script of `Texts/` complains of; nothing where it is content.
    private func complaints(of tool: String, _ arguments: String...) async throws -> String {
        try await complaints(of: tool, arguments)
    }

    private func complaints(of tool: String, _ arguments: [String]) async throws -> String {
        let path = Manifest.root.appending(path: "Texts/\(tool)").path
        let result = try await Subprocess.run(
            .path("/usr/bin/env"), arguments: .init(["python3", "-B", path] + arguments),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        let said = result.standardOutput + result.standardError
        return result.terminationStatus.isSuccess ? "" : said.isEmpty ? "it failed" : said
    }

    /// The compiler takes minutes of the processor for it: at night, and where a literal has changed.
    @Test func `the template has each message of the sources, and no other`() async throws {
        let isNight = ProcessInfo.processInfo.environment["EDGEPROBE_NIGHTLY"] != nil
        let how = isNight ? ["--check"] : ["--check", "--quickly"]
        #expect(try await complaints(of: "extract", how) == "")
    }

    @Test func `each catalogue has each message once, with its places, its end and its particles, and msgfmt agrees`()
        async throws
    {
        let folder = Manifest.root.appending(path: "Texts")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".po") }
        #expect(files.contains("ko.po"))
        for file in files { #expect(try await complaints(of: "check", folder.appending(path: file).path) == "") }
    }

    @Test func `the program has the catalogues as they are`() async throws {
        #expect(try await complaints(of: "embed", "--check") == "")
    }
}
