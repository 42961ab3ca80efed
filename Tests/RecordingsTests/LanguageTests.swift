import FoundationEssentials
import ProbeApplication
import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import ProbeMeasurement
import Reports
import Subprocess
import Synchronization
import SystemPackage
import Testing
import Texts

/// Every recording in every language, and in one that nobody speaks, which shows what no catalogue was asked for.
struct LanguageTests {
    /// What a catalogue had no words for.
    private final class Silence: Sendable {
        private let messages = Mutex<Set<String>>([])

        func hear(_ message: String) { messages.withLock { _ = $0.insert(message) } }

        var heard: [String] { messages.withLock { $0.sorted() } }
    }

    /// Formats whose words are for people, and those that programs read.
    private static let spoken: [any ReportFormat.Type] = [TextReport.self, HTMLReport.self, MarkdownReport.self]
    private static let silent: [any ReportFormat.Type] = [JSONReport.self, PrometheusReport.self, JUnitReport.self]

    /// What older versions said, and recordings still say.
    private static let former: Set = [
        "the network's driver is {1}: it has no bridge that a namespace could be put on",
        "Containers are measured with the resolvers that {1} gives edgeAgent and edgeHub: {2}.",
    ]

    @Test func `every recording has all its words in each language, and a language that nobody speaks bypasses none`()
        async throws
    {
        let silence = Silence()
        let books = Language.all.compactMap { $0.phrasebook { silence.hear($0) } }
        let pseudo = try await Pseudo.phrasebook { silence.hear($0) }
        let bare = Mutex<[String: String]>([:])
        try await Recording.each { recording in
            let report = try recording.judgedAgain
            // What an older version said stands in a recording in English.
            let said = try String(contentsOf: URL(filePath: recording.path), encoding: .utf8)
            let names = Pseudo.words(of: Self.names(in: report) + Self.texts(of: said))
            for book in books + [pseudo] {
                try Phrasebook.$current.withValue(book) {
                    for format in Self.spoken {
                        // A page takes ten times as long as the text, and has its words for each observation besides.
                        guard format != HTMLReport.self || recording.isOne(in: book.language == pseudo.language ? 2 : 8)
                        else { continue }
                        let text = try format.text(of: report, for: Display())
                        if format == TextReport.self { Self.checkColumns(of: text, report, recording) }
                        guard book.language == pseudo.language else { continue }
                        for word in Pseudo.unaccented(text, besides: names) {
                            bare.withLock { $0[word] = $0[word] ?? "\(recording.name), \(format.name)" }
                        }
                    }
                }
            }
            for sentence in Self.sentences(of: report) {
                let text = sentence.text(in: pseudo)
                for value in sentence.leaves { #expect(text.contains(value), "\(recording.name): \(value) in \(text)") }
            }
        }
        #expect(Set(silence.heard).subtracting(Self.former) == [])
        let found = bare.withLock { $0.map { "\($0.key) (\($0.value))" }.sorted() }
        #expect(found == [])
    }

    @Test func `what programs read is English in every language`() throws {
        let books = Language.all.compactMap(\.phrasebook)
        for recording in try Recording.all().enumerated().filter({ $0.offset.isMultiple(of: 20) }).map(\.element) {
            let english = try recording.judgedAgain
            for book in books {
                try Phrasebook.$current.withValue(book) {
                    // Judged anew, so that no word of the reader's language gets into it on the way either.
                    let report = english.judgedAgain(Diagnosis(prescribingFor: english.survey))
                    for format in Self.silent {
                        let text = try format.text(of: report, for: Display())
                        let expected = try Phrasebook.$current.withValue(nil) {
                            try format.text(of: english, for: Display())
                        }
                        #expect(text == expected, "\(recording.name): \(format.name)")
                    }
                }
            }
        }
    }

    /// No line but one of a command is wider than a terminal.
    private static func checkColumns(of text: String, _ report: Report, _ recording: Recording) {
        for line in text.split(separator: "\n") where line.columns > 80 && !isPasted(line, in: report) {
            Issue.record("\(recording.name): \(line)")
        }
    }

    @Test func `every page of the guide has all its words in each language`() async throws {
        let silence = Silence()
        let books = Language.all.compactMap { $0.phrasebook { silence.hear($0) } }
        for book in try await books + [Pseudo.phrasebook { silence.hear($0) }] {
            Phrasebook.$current.withValue(book) {
                for topic in GuideTopic.allCases {
                    let text = ProcedureSheet(topic, topic.procedure, for: nil, nil).text
                    let pasted = topic.procedure.parts(for: nil, nil).flatMap(\.steps).compactMap { step -> String? in
                        if case .paste(_, let text) = step { text.description } else { nil }
                    }.joined(separator: "\n")
                    for line in text.split(separator: "\n") where !pasted.contains(line) {
                        #expect(line.columns <= 80, "\(line)")
                    }
                }
                for symptom in Symptom.allCases {
                    for line in SymptomSheet(symptom).text.split(separator: "\n")
                    where !symptom.page.command.description.contains(line) {
                        #expect(line.columns <= 80, "\(line)")
                    }
                }
            }
        }
        #expect(Set(silence.heard).subtracting(Self.former) == [])
    }

    /// A line of a command, which is better long than broken.
    private static func isPasted(_ line: Substring, in report: Report) -> Bool {
        report.diagnosis.findings.contains { finding in
            finding.remedies.contains { remedy in
                remedy.commands.contains { $0.dialect != .request && $0.text.contains(line) }
            }
        }
    }

    /// What stands in a report beside sentences: names, ids and commands.
    private static func names(in report: Report) -> String {
        let commands = report.diagnosis.findings.flatMap(\.remedies).flatMap(\.commands).map(\.text)
        let nodes = report.diagnosis.picture.path?.nodes.map { "\($0)" } ?? []
        let facts = [
            report.survey.assignment.hub.description, report.device.hostname, report.device.os, report.device.kernel,
            report.device.engine ?? "", report.run.id, report.toolVersion,
        ]
        let ids = Cause.allCases.map(\.rawValue) + Dialect.allCases.map(\.rawValue) + Transport.allCases.map(\.rawValue)
        let observations = report.survey.observations.flatMap { ["\($0.probe)", "\($0.subject)"] }
        let fixed = [
            "edgeprobe", "DNS", "DPS", "TLS", "TCP", "HTTPS", "AMQP/WS", "MQTT/WS", "PowerShell", "details", "summary",
            // Markdown's name for what is in no language.
            "text",
        ]
        return
            (commands + nodes + facts + ids + observations + fixed + report.survey.vantages.map(\.description))
            .joined(separator: "\n")
    }

    /// A recording without the messages that stand beside its texts: a word of theirs is excused by none.
    private static func texts(of recording: String) -> String {
        let parts = recording.split(separator: "\"key\":\"")
        return parts.dropFirst().reduce(into: String(parts.first ?? "")) { text, part in
            var isEscaped = false
            let end = part.utf8.firstIndex { byte in
                defer { isEscaped = byte == UInt8(ascii: "\\") && !isEscaped }
                return byte == UInt8(ascii: "\"") && !isEscaped
            }
            text += part[(end ?? part.endIndex)...]
        }
    }

    private static func sentences(of report: Report) -> [Sentence] {
        [report.diagnosis.summary] + report.notes
            + report.diagnosis.findings.flatMap { finding in
                [finding.summary, finding.refutedBy] + finding.evidence.map(\.shows)
                    + [finding.location.text, finding.location.contrast].compactMap(\.self)
                    + finding.remedies.flatMap { [$0.title] + $0.steps }
            }
    }
}

extension Sentence {
    /// The values that are the same in every language.
    fileprivate var leaves: [String] {
        arguments.flatMap(\.leaves)
    }
}

extension SentenceArgument {
    fileprivate var leaves: [String] {
        switch self {
        case .count(let number, _): ["\(number)"]
        case .named(_, let values), .list(let values, _): values.flatMap(\.leaves)
        case .sentence(let sentence, _): sentence.leaves
        // What an older version said and this one says too is in the reader's language.
        case .duration, .transport, .fact, .worded, .recorded: []
        default: [english]
        }
    }
}
