import FoundationEssentials
import ProbeConfiguration
import ProbeCore
import ProbeFindings
@testable import ProbeGuidance
import Subprocess
import SystemPackage
import Testing

/// The guide's procedures: whole for both kinds of host, and every text such that it pastes.
struct GuideTests {
    private static func texts(_ languages: Procedure.Language...) -> [(topic: GuideTopic, text: String)] {
        GuideTopic.allCases.flatMap { topic in
            topic.procedure.parts.flatMap(\.steps).compactMap { step in
                guard case .paste(let language, let text) = step, languages.contains(language) else { return nil }
                return (topic, text.description)
            }
        }
    }

    @Test(arguments: GuideTopic.allCases)
    func `a topic has something to say for Linux and for Windows hosts`(topic: GuideTopic) {
        let procedure = topic.procedure
        for host in Procedure.Host.allCases {
            #expect(procedure.parts(for: host, nil).contains { $0.place.host == host }, "\(host)")
        }
        #expect(procedure.parts.allSatisfy { !$0.steps.isEmpty })
        #expect(Set(procedure.parts.map(\.place)).count == procedure.parts.count, "one part for a place")
        #expect(Set(procedure.related).count == procedure.related.count && !procedure.related.contains(topic))
    }

    @Test(arguments: GuideTopic.allCases)
    func `a topic is told in whole sentences`(topic: GuideTopic) {
        let procedure = topic.procedure
        let title = procedure.title.english
        #expect(!title.hasSuffix(".") && title.count <= 58, "\(title)")
        #expect(!procedure.introduction.isEmpty)
        for sentence in procedure.introduction { #expect(sentence.english.hasSuffix("."), "\(sentence)") }
        for case .show(let table) in procedure.parts.flatMap(\.steps) {
            #expect(table.rows.allSatisfy { $0.count == table.columns.count })
        }
    }

    @Test func `every text fits on 80 columns and is plain ASCII without tabs`() {
        let texts = Self.texts(.shell, .powershell, .toml, .yaml, .json, .unit, .dockerfile)
        #expect(texts.count > 100)
        for (topic, text) in texts {
            #expect(text.utf8.allSatisfy { $0 == 0x0a || (0x20...0x7e).contains($0) }, "\(topic): \(text)")
            for line in text.split(separator: "\n") {
                #expect(line.count <= 80 && line.last != " ", "\(topic): \(line)")
            }
        }
    }

    @Test func `bash reads every text for a shell`() async throws {
        func status(_ text: String) async throws -> Int32? {
            let result = try await Subprocess.run(
                .path("/bin/bash"), arguments: ["-n", "-c", text], output: .discarded, error: .discarded)
            guard case .exited(let code) = result.terminationStatus else { return nil }
            return code
        }
        let commands = Symptom.allCases.map { (topic: $0.rawValue, text: $0.page.command.description) }
        let texts = Self.texts(.shell).map { (topic: $0.topic.rawValue, text: $0.text) } + commands
        #expect(texts.count > 60)
        for (topic, text) in texts { #expect(try await status(text) == 0, "\(topic): \(text)") }
        // bash refuses what is none, so the test can fail.
        #expect(try await status("if true; then echo") != 0)
    }

    /// The reader's own values are asked for by name: a command without them says so, and does nothing.
    @Test func `what the reader fills in is asked for with a reason`() throws {
        for (topic, text) in Self.texts(.shell) {
            #expect(!text.contains("<"), "\(topic): \(text)")
            var asked: Set<Substring> = []
            for match in text.matches(of: /\$\{([A-Z]+):\?([^}]*)\}/) {
                if !match.output.2.isEmpty {
                    #expect(match.output.2.hasPrefix("set \(match.output.1) to "), "\(topic)")
                    asked.insert(match.output.1)
                }
                #expect(asked.contains(match.output.1), "\(topic): \(match.output.1) is asked for without a reason")
            }
        }
    }

    @Test func `PowerShell gets commands with parameters that they have`() throws {
        let texts = Self.texts(.powershell)
        #expect(texts.count > 25)
        for (topic, text) in texts {
            let problems = PowerShellText(text).problems
            #expect(problems == [], "\(topic): \(text)")
        }
        for wrong in [
            "Get-Servce iotedge", "Get-Service -Nam iotedge", "Get-Service 'iotedge", "foreach ($a in 1) {",
            "Get-Item )",
        ] { #expect(PowerShellText(wrong).problems != [], "\(wrong)") }
    }

    @Test func `IoT Edge's own formats are what they are called`() throws {
        for (topic, text) in Self.texts(.toml) {
            #expect(throws: Never.self, "\(topic): \(text)") { try TOMLText.parse(text) }
        }
        for (topic, text) in Self.texts(.yaml) {
            #expect(throws: Never.self, "\(topic): \(text)") { try YAMLText.parse(text) }
        }
        for (topic, text) in Self.texts(.json) {
            #expect(throws: Never.self, "\(topic): \(text)") { try JSONText.parse(text) }
        }
        for (topic, text) in Self.texts(.unit) {
            #expect(text.wholeMatch(of: /\[Service\]\n(Environment=[A-Za-z_]+=[a-z0-9:\/.]+\n?)+/) != nil, "\(topic)")
        }
        for (topic, text) in Self.texts(.dockerfile) {
            #expect(text.wholeMatch(of: /ENTRYPOINT \["[^"]+"(, "[^"]+")*\]/) != nil, "\(topic)")
        }
    }

    @Test(arguments: Symptom.allCases)
    func `the procedures that a symptom names are there for the host that they are named for`(symptom: Symptom) {
        let page = symptom.page
        for (host, topics) in [(Procedure.Host.linux, page.linux.topics), (.windows, page.windows.topics)] {
            for topic in topics {
                #expect(topic.procedure.parts(for: host, nil).contains { $0.place.host == host }, "\(topic) on \(host)")
            }
        }
    }

    @Test func `every topic is reached from a symptom or from another topic`() {
        let reached = Set(Symptom.allCases.flatMap(\.page.topics) + GuideTopic.allCases.flatMap(\.procedure.related))
        #expect(Set(GuideTopic.allCases).subtracting(reached) == [])
    }

    @Test func `the page's table of ports has its protocols, and nothing of them is opened without TLS`() throws {
        let tables = GuideTopic.ports.procedure.parts.flatMap(\.steps).compactMap { step -> Procedure.Table? in
            if case .show(let table) = step { table } else { nil }
        }
        let rows = try #require(tables.first).rows.map { $0.map(\.english) }
        #expect(rows.map { $0[1] } == ["443", "5671", "8883", "80, 1883, 5672"])
        #expect(rows.map { $0[2] } == ["open", "open", "closed", "closed"])
        #expect(rows.allSatisfy { $0[3] == "closed" })
    }
}
