import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import Testing

/// Holds the catalogue, the folders and the documentation together.
struct CatalogTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The names of the files in a folder that declare what conforms to a protocol.
    private static func files(in folder: String, declaring name: String) throws -> [String] {
        let folder = root.appending(path: folder).path
        return try FileManager.default.subpathsOfDirectory(atPath: folder).compactMap { path in
            guard path.hasSuffix(".swift"),
                try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8).contains(": \(name) {")
            else { return nil }
            return URL(filePath: path).deletingPathExtension().lastPathComponent
        }
    }

    @Test func `every probe has its file and every file its line in the catalogue`() throws {
        let files = try Self.files(in: "Probes", declaring: "Probe")
        #expect(files.sorted() == Catalog.probes.map { "\($0)" }.sorted())
    }

    @Test func `every probe is asked in a test of its own behaviour`() throws {
        let tests = try ["Tests/ProbesTests", "Tests/EndToEndTests"].flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: Self.root.appending(path: folder).path)
                .filter { $0.hasSuffix("Tests.swift") || $0.contains("InGateway") }
                .map { try String(contentsOf: Self.root.appending(path: "\(folder)/\($0)"), encoding: .utf8) }
        }
        for probe in Catalog.probes {
            #expect(tests.contains { $0.contains("\(probe)()") || $0.contains("\(probe).self") }, "\(probe)")
        }
    }

    @Test func `every question has its file and every file its line among the questions`() throws {
        let files = try Self.files(in: "Sources/ProbeEvidence", declaring: "Question")
        #expect(files.sorted() == Questions.all.map { "\($0)" }.sorted())
    }

    @Test func `every question that a recording may hold has its probe, in the same order`() {
        #expect(Questions.all.map { $0.id } == Catalog.probes.map { $0.id })
    }

    @Test func `ids are unique, of the form layer dot question`() {
        let ids = Catalog.probes.map { $0.id.description }
        #expect(Set(ids).count == ids.count)
        for id in ids {
            let parts = id.split(separator: ".", omittingEmptySubsequences: false)
            #expect(parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0 == $0.lowercased() }, "\(id)")
        }
    }

    @Test func `every question is one sentence`() {
        for probe in Catalog.probes {
            #expect(probe.question.english.hasSuffix("?"), "\(probe.id)")
            #expect(probe.question.english.count <= 110, "\(probe.id)")
        }
    }

    @Test func `a probe depends only on probes of the catalogue and never on itself in a circle`() {
        func upstream<P: Probe>(_ probe: P.Type) -> [ProbeID] { P.Input.upstream }
        let edges = Dictionary(uniqueKeysWithValues: Catalog.probes.map { ($0.id, upstream($0)) })
        var visited: Set<ProbeID> = []
        func visit(_ id: ProbeID, on path: [ProbeID]) {
            guard !path.contains(id) else {
                Issue.record("a circle: \(path + [id])")
                return
            }
            guard visited.insert(id).inserted else { return }
            guard let next = edges[id] else {
                Issue.record("\(id) is in no catalogue")
                return
            }
            for other in next { visit(other, on: path + [id]) }
        }
        for id in edges.keys { visit(id, on: []) }
    }

    @Test func `the documentation that adding a probe needs is there`() throws {
        let text = try String(contentsOf: Self.root.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
        #expect(text.contains("Tests/ProbesTests/TemplateProbe.swift"))
        #expect(text.contains("Probes/Catalog.swift"))
        for folder in ["Probes", "Reports", "Sources/ProbeCore", "Sources/ProbeLinux", "Sources/ProbeTLS", "Tests/Lab"]
        {
            #expect(FileManager.default.fileExists(atPath: Self.root.appending(path: folder).path), "\(folder)")
        }
    }
}
