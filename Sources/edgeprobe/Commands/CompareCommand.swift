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
        let (before, now) = (try read(old), try read(new))
        guard (before + now).allSatisfy({ $0.report.redaction == nil }) else {
            throw Complaint(
                """
                a redacted report has pseudonyms that are another run's own, so it cannot be compared: give the reports that \
                were written without --redact.
                """, ExitStatus.usage)
        }
        let display = Delivery.display(isASCII: ascii, at: .standardOutput)
        let (text, isWorse): (String, Bool)
        if before.count == 1, now.count == 1 {
            let comparison = Comparison(old: Self.judged(before[0]), new: Self.judged(now[0]))
            isWorse = comparison.isWorse
            text =
                switch format {
                case .text: ComparisonText.render(comparison, display)
                case .json: try ComparisonJSON.render(comparison)
                }
        } else {
            let several = try Self.compared(before, now)
            isWorse = several.isWorse
            text =
                switch format {
                case .text: several.text(for: display)
                case .json: try ComparisonJSON.render(several)
                }
        }
        try StandardStreams.write(text, to: .output)
        if isWorse { throw ExitCode(1) }
    }

    /// What the file says of the hub that is meant, or of each where none is chosen.
    private func read(_ path: String) throws -> [RecordedReport] {
        try choice.name.map { [try ReportArgument.read(path, about: $0)] } ?? ReportArgument.readAll(path)
    }

    private static func compared(_ before: [RecordedReport], _ now: [RecordedReport]) throws -> HubComparisons {
        let earlier = Dictionary(before.map { ($0.hub, $0) }) { first, _ in first }
        let later = Set(now.map(\.hub))
        let comparisons = now.compactMap { new in
            earlier[new.hub].map { Comparison(old: judged($0), new: judged(new)) }
        }
        guard !comparisons.isEmpty else {
            throw Complaint("the reports have no hub in common, so nothing of them can be compared.", ExitStatus.usage)
        }
        return HubComparisons(
            comparisons: comparisons, lost: before.map(\.hub).filter { !later.contains($0) },
            gained: now.map(\.hub).filter { earlier[$0] == nil })
    }

    /// A report as it was judged, with the times of its ladders, which reports of older versions do not have.
    private static func judged(_ recorded: RecordedReport) -> Report {
        var report = recorded.report
        if recorded.isOneOfSeveral { report.diagnosis = Diagnosis(prescribingFor: report.survey) }
        report.diagnosis.picture = Picture(of: report.diagnosis, in: Scene(of: report.survey))
        return report
    }
}

extension RecordedReport {
    fileprivate var hub: HostName { report.survey.assignment.hub }
}
