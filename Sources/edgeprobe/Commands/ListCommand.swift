import ArgumentParser
import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import ProbeGuidance
import ProbeLinux
import ProbeMeasurement
import Probes

/// Shows the catalogue: probes with what they wait for, causes, symptoms, topics of the guide, dialects.
struct ListCommand: ParsableCommand {
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case probes, causes, symptoms, topics, dialects
    }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List probes, causes, symptoms, topics of the guide or dialects.")

    @Argument(help: "probes, causes, symptoms, topics or dialects.")
    var kind = Kind.probes

    @OptionGroup var language: LanguageOption

    func run() throws {
        let lines =
            switch kind {
            case .probes: Catalog.probes.map { Self.describe($0) }
            case .causes: Self.causes
            case .symptoms: Self.symptoms
            case .topics: Self.topics
            case .dialects: Dialect.allCases.map(\.rawValue)
            }
        try Printing.write(lines.joined(separator: "\n") + "\n")
    }

    /// Every cause with its meaning.
    static var causes: [String] {
        Cause.allCases.map { line($0.rawValue, at: 32, $0.card.meaning) }
    }

    /// Every symptom with its title.
    static var symptoms: [String] { lines(of: Symptom.allCases) }

    static func lines(of symptoms: [Symptom]) -> [String] {
        symptoms.map { line($0.rawValue, at: 22, $0.page.title) }
    }

    /// Every topic of the guide with its title.
    static var topics: [String] {
        GuideTopic.allCases.map { line($0.rawValue, at: 22, $0.procedure.title) }
    }

    private static func line(_ id: String, at column: Int, _ words: Sentence) -> String {
        id + String(repeating: " ", count: max(1, column - id.count)) + words.text
    }

    private static func describe<P: Probe>(_ probe: P.Type) -> String {
        let id = P.id.description
        let upstream = P.Input.upstream.map(\.description).joined(separator: ", ")
        let padding = String(repeating: " ", count: max(1, 22 - id.count))
        return id + padding + P.question.text
            + (upstream.isEmpty ? "" : "\n" + String(repeating: " ", count: 22) + phrase("after \(verbatim: upstream)"))
    }
}
