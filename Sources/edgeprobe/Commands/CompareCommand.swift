import ArgumentParser
import ProbeApplication
import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import ProbeLinux
import Probes
import Reports

/// What changed between two reports.
struct CompareCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "What changed between two JSON reports; exits 0 where nothing did for the worse, else 1.")

    @Argument(help: "The JSON report of before.", completion: .recordings)
    var old: String

    @Argument(help: "The JSON report of now.", completion: .recordings)
    var new: String

    @OptionGroup var choice: HubChoice

    @Option(help: "text or json.")
    var format = Format.text

    @Flag(help: "Text without Unicode, for a serial console.")
    var ascii = false

    @OptionGroup var language: LanguageOption

    func run() throws {
        let (before, now) = (try Self.read(old, about: choice.name), try Self.read(new, about: choice.name))
        guard before.redaction == nil, now.redaction == nil else {
            throw Complaint(
                """
                a redacted report has pseudonyms that are another run's own, so it cannot be compared: give the reports that \
                were written without --redact.
                """, ExitStatus.usage)
        }
        let comparison = Comparison(old: before, new: now)
        let text =
            switch format {
            case .text: ComparisonText.render(comparison, Delivery.display(isASCII: ascii, at: .standardOutput))
            case .json: try ComparisonJSON.render(comparison)
            }
        try StandardStreams.write(text, to: .output)
        if comparison.isWorse { throw ExitCode(1) }
    }

    /// A report as it was judged, with the times of its ladders, which reports of older versions do not have.
    private static func read(_ path: String, about hub: HostName?) throws -> Report {
        let recorded = try ReportArgument.read(path, about: hub)
        var report = recorded.report
        if recorded.isOneOfSeveral { report.diagnosis = Diagnosis(prescribingFor: report.survey) }
        report.diagnosis.picture = Picture(of: report.diagnosis, in: Scene(of: report.survey))
        return report
    }
}
