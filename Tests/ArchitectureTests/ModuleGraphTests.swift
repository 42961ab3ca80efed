import FoundationEssentials
import Testing

/// Data flows one way; the manifest shows it, and the sources keep to it.
struct ModuleGraphTests {
    /// A recording is judged, prescribed for and reported on with these alone.
    private static let pure: Set = [
        "ProbeCore", "ProbeEvidence", "ProbeFindings", "ProbeDiagnosis", "ProbeGuidance", "Reports",
    ]

    /// Of the toolchain's libraries, those that touch neither network nor system.
    private static let harmless: Set = ["FoundationEssentials", "Synchronization"]

    private let manifest: Manifest

    init() throws { manifest = try Manifest() }

    @Test func `the manifest reads from top to bottom`() {
        var declared: Set<String> = []
        let names = Set(manifest.targets.map(\.name))
        for target in manifest.targets {
            let later = target.dependencies.intersection(names).subtracting(declared)
            #expect(later.isEmpty, "\(target.name) stands on \(later.sorted()), declared below it")
            declared.insert(target.name)
        }
        #expect(Self.pure.isSubset(of: declared) && declared.contains("edgeprobe"))
    }

    @Test(arguments: pure.sorted())
    func `judging a recording needs no network stack`(name: String) throws {
        let target = try #require(manifest.targets.first { $0.name == name })
        #expect(target.dependencies.isSubset(of: Self.pure), "\(target.dependencies.subtracting(Self.pure))")
        for (module, files) in try manifest.imports(of: target) {
            #expect(Self.pure.contains(module) || Self.harmless.contains(module), "\(module) in \(files.sorted())")
        }
    }

    @Test func `what a target imports it declares`() throws {
        let toolchain = Self.harmless.union(["Dispatch", "Foundation", "Glibc"])
        for target in manifest.targets {
            for (module, files) in try manifest.imports(of: target) where !toolchain.contains(module) {
                let isDeclared = target.dependencies.contains(module) || module.hasPrefix("_")
                #expect(isDeclared, "\(target.name) imports \(module) in \(files.sorted())")
            }
        }
    }

    /// Set EDGEPROBE_RECORD=1 to draw it anew.
    @Test func `the page on the architecture has the graph of today`() throws {
        let page = Manifest.root.appending(path: "Documentation/architecture.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let (opening, closing) = ("```mermaid\n", "```\n")
        let start = try #require(text.firstRange(of: opening))
        let end = try #require(text[start.upperBound...].firstRange(of: closing))
        let graph = "graph BT\n" + manifest.arrows.map { "    \($0.from) --> \($0.to)\n" }.joined()
        if ProcessInfo.processInfo.environment["EDGEPROBE_RECORD"] == "1" {
            let drawn = text[..<start.upperBound] + graph + text[end.lowerBound...]
            try Data(String(drawn).utf8).write(to: page)
            Issue.record("drew the graph anew: read it, then run the tests without EDGEPROBE_RECORD")
        }
        #expect(text[start.upperBound..<end.lowerBound] == graph)
    }
}
