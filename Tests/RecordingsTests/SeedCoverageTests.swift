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

    @Test(arguments: SeedSection.all)
    func `each cause of a section was seen in a scenario of it, is explained, and has its resolution`(
        section: SeedSection
    ) throws {
        let recordings = try Recording.all().filter { section.scenarios.contains($0.name) }
        let seen = Set(try recordings.flatMap { try $0.expectation().findings }.map(\.cause))
        for cause in section.causes {
            #expect(seen.contains(cause), "\(cause.rawValue) is in no scenario of \(section.anchor)")
            let remedies = cause.card.remedies
            #expect(remedies.isEmpty || !section.remedies(of: cause).isEmpty, "\(cause.rawValue)")
            #expect(section.explanations.contains { $0.contains(cause) }, "\(cause.rawValue)")
        }
        // Nothing stands there that belongs to something else.
        let own = Set(section.causes.flatMap(\.card.remedies))
        #expect(own.isSuperset(of: section.causes.flatMap(section.remedies)))
        for question in section.questions {
            let isAsked = try recordings.contains { try $0.survey.includes(question.id) }
            #expect(isAsked, "\(question.id) is asked in no scenario of \(section.anchor)")
        }
        for host in Procedure.Host.allCases {
            #expect(section.procedures(on: host).allSatisfy { !$0.procedure.parts(for: host, nil).isEmpty })
        }
        #expect(!section.symptom.page.windows.text.isEmpty)
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
        what `edgeprobe explain` says (a symptom's page, and those of causes that it has not), what is done on Linux (topics of
        `edgeprobe guide`, and the remedies of these causes) and on Windows hosts, and scenarios of the lab that were run and recorded.
        Written by `SeedCoverageTests`, which fails where a cell is empty or names what does not exist, where a cause was seen in none
        of the scenarios, is explained nowhere or is without its resolution, and where a question was asked in none of them.

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

    /// Those that say something for a kind of host.
    fileprivate func procedures(on host: Procedure.Host) -> [GuideTopic] {
        topics(on: host).filter { topic in
            topic.procedure.parts(for: host, nil).contains { $0.place.host == host || $0.place.host == nil }
        }
    }

    /// What removes a cause: those of its remedies that the symptom's page names, or else the first of its own.
    fileprivate func remedies(of cause: Cause) -> [RemedyID] {
        let own = cause.card.remedies
        let named = symptom.page.linux.remedies.filter(own.contains)
        return named.isEmpty ? Array(own.prefix(1)) : named
    }

    /// The causes that each page has that explains them: the symptom's first, then their own.
    fileprivate var explanations: [[Cause]] {
        let said = Set(symptom.page.candidates.map(\.cause) + symptom.page.logs)
        return [causes.filter(said.contains)] + causes.filter { !said.contains($0) }.map { [$0] }
    }

    /// The cells of its row.
    fileprivate var cells: [String] {
        let found = causes.map { Self.code($0.rawValue) }
        let asked = questions.map { Self.code($0.id.description) }
        let pages = [symptom.rawValue] + explanations.dropFirst().flatMap { $0 }.map(\.rawValue)
        let linux =
            procedures(on: .linux).map { Self.code("guide \($0.rawValue)") }
            + causes.flatMap(remedies).uniqued.map(\.rawValue)
        let windows =
            procedures(on: .windows).map { Self.code("guide \($0.rawValue)") }
            + [symptom.page.windows.text.map(\.english).joined(separator: " ").replacing("|", with: "\\|")]
        return [
            anchor, found.joined(separator: ", ") + "; by " + asked.joined(separator: ", "),
            pages.map { Self.code("explain \($0)") }.joined(separator: ", "), linux.joined(separator: ", "),
            windows.joined(separator: ", "), scenarios.map(Self.code).joined(separator: ", "),
        ]
    }

    private static func code(_ text: String) -> String { "`\(text)`" }
}
