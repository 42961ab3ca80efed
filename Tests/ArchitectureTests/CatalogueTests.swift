import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// The catalogues of `Texts/` are what the sources say, and what the program has inside.
struct CatalogueTests {
    /// - Returns: what a script of `Texts/` complains of; nothing where it is content.
    private func complaints(of tool: String, _ arguments: String...) async throws -> String {
        let path = Manifest.root.appending(path: "Texts/\(tool)").path
        let result = try await Subprocess.run(
            .path("/usr/bin/env"), arguments: .init(["python3", "-B", path] + arguments),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        let said = result.standardOutput + result.standardError
        return result.terminationStatus.isSuccess ? "" : said.isEmpty ? "it failed" : said
    }

    @Test func `the template has each message of the sources, and no other`() async throws {
        #expect(try await complaints(of: "extract", "--check") == "")
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
