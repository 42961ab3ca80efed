import FoundationEssentials
import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import Testing

/// Every section of the page that edgeprobe grew from is found, explained and mended, or it is said what is to come.
struct SeedCoverageTests {
    @Test(arguments: SeedSection.all)
    func `what a section names is there, and what is to come is said`(section: SeedSection) throws {
        let found = section.causes.filter { CausePage(of: $0).isRecognised }
        for cause in section.causes where !found.contains(cause) {
            #expect(SeedSection.awaited[cause] != nil, "\(cause) is found by no rule, and not awaited")
        }
        let isSeen = !section.causes.isEmpty && (!section.questions.isEmpty || found.isEmpty)
        #expect(isSeen || SeedSection.undetectable[section.anchor] != nil)
        #expect(section.questions.allSatisfy { Questions.named($0.id) != nil })
        // What the page says is what the run may find; of a log that cannot be had it says how to have it.
        guard section.symptom != .windowsLogs else { return }
        let page = section.symptom.page
        let said = Set(page.candidates.map(\.cause) + page.logs)
        #expect(!said.isDisjoint(with: section.causes) || section.causes.isEmpty, "\(section.symptom)")
    }

    @Test func `what was awaited and has come is awaited no more`() {
        for cause in SeedSection.awaited.keys { #expect(!CausePage(of: cause).isRecognised, "\(cause) has its rule") }
        let anchors = Set(SeedSection.all.map(\.anchor))
        #expect(anchors.count == SeedSection.all.count)
        for section in SeedSection.all where !section.scenarios.isEmpty {
            #expect(SeedSection.awaitedScenarios[section.anchor] == nil, "\(section.anchor) has scenarios")
        }
        #expect(anchors.isSuperset(of: Array(SeedSection.awaitedScenarios.keys) + SeedSection.undetectable.keys))
    }

    @Test(arguments: SeedSection.all)
    func `the scenarios of a section were recorded, and their stories are about it`(section: SeedSection) throws {
        #expect(section.scenarios.isEmpty == (SeedSection.awaitedScenarios[section.anchor] != nil))
        let recordings = try Recording.all()
        for name in section.scenarios {
            let recording = try #require(recordings.first { $0.name == name }, "\(name) is not recorded")
            let causes = try recording.expectation().findings.map(\.cause)
            #expect(!Set(causes).isDisjoint(with: section.causes), "\(name) is about \(causes)")
        }
    }

    @Test(arguments: SeedSection.all)
    func `a section has a resolution for Linux and for Windows hosts`(section: SeedSection) {
        for host in Procedure.Host.allCases {
            let topics = section.topics(on: host)
            #expect(
                topics.contains { topic in topic.procedure.parts(for: host, nil).contains { $0.place.host == host } })
        }
    }

    // MARK: - The table

    /// Set EDGEPROBE_RECORD=1 to write it anew.
    @Test func `the table of coverage is that of today, and no cell of it is empty`() throws {
        for section in SeedSection.all { #expect(section.cells.allSatisfy { !$0.isEmpty }, "\(section.cells)") }
        let rows = SeedSection.all.map { "| " + $0.cells.joined(separator: " | ") + " |" }
        let table = Self.head + rows.joined(separator: "\n") + "\n"
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Documentation/seed-coverage.md")
        if ProcessInfo.processInfo.environment["EDGEPROBE_RECORD"] == "1" {
            try Data(table.utf8).write(to: file)
            Issue.record("recorded seed-coverage.md: read it, then run the tests without EDGEPROBE_RECORD")
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == table)
    }

    private static let head = """
        # The troubleshooting page, section by section

        edgeprobe grew from one page, "Troubleshoot Azure IoT Edge" (2019). For each of its sections: what a run asks and may find,
        what `edgeprobe explain` says, what is done on Linux and on Windows hosts (topics of `edgeprobe guide`, ids of remedies), and
        scenarios of the lab that were run and recorded. Written by `SeedCoverageTests`, which fails where a cell is empty or
        names something that does not exist. What is to come stands in italics.

        | section | detection | explanation | Linux | Windows | scenarios |
        |---|---|---|---|---|---|

        """
}

extension SeedSection: CustomTestStringConvertible {
    var testDescription: String { anchor }

    fileprivate func topics(on host: Procedure.Host) -> [GuideTopic] {
        let resolution = host == .linux ? symptom.page.linux : symptom.page.windows
        return (topics + resolution.topics).uniqued
    }

    /// The cells of its row.
    fileprivate var cells: [String] {
        let found = causes.filter { Self.awaited[$0] == nil }.map { Self.code($0.rawValue) }
        let asked = questions.map { Self.code($0.id.description) }
        let awaited = causes.compactMap { cause in Self.awaited[cause].map { "_\(cause.rawValue): \($0)_" } }
        let detection =
            [
                found.isEmpty ? nil : found.joined(separator: ", "),
                asked.isEmpty ? nil : "by " + asked.joined(separator: ", "),
                awaited.isEmpty ? nil : awaited.joined(separator: ", "), Self.undetectable[anchor].map { "_\($0)_" },
            ].compactMap(\.self).joined(separator: "; ")
        return [
            anchor, detection, Self.code("explain \(symptom.rawValue)"),
            resolution(on: .linux, symptom.page.linux.remedies),
            resolution(on: .windows, symptom.page.windows.remedies),
            Self.awaitedScenarios[anchor].map { "_\($0)_" } ?? scenarios.map(Self.code).joined(separator: ", "),
        ]
    }

    private func resolution(on host: Procedure.Host, _ remedies: [RemedyID]) -> String {
        let guide = topics(on: host).map { Self.code("guide \($0.rawValue)") }
        return (guide + remedies.map(\.rawValue)).joined(separator: ", ")
    }

    private static func code(_ text: String) -> String { "`\(text)`" }
}
