import ArgumentParser
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

    @Argument(help: "The JSON report of before.")
    var old: String

    @Argument(help: "The JSON report of now.")
    var new: String

    @Option(help: "text or json.")
    var format = Format.text

    @Flag(help: "Text without Unicode, for a serial console.")
    var ascii = false

    func run() throws {
        let comparison = Comparison(old: try Self.read(old), new: try Self.read(new))
        let text =
            switch format {
            case .text: ComparisonText.render(comparison, Delivery.display(isASCII: ascii, at: .standardOutput))
            case .json: try ComparisonJSON.render(comparison)
            }
        try StandardStreams.write(text, to: .output)
        if comparison.isWorse { throw ExitCode(1) }
    }

    /// A report as it was judged, with the times of its ladders, which reports of older versions do not have.
    private static func read(_ path: String) throws -> Report {
        var report = try ReportArgument.read(path).report
        report.diagnosis.picture = Picture(of: report.diagnosis, in: Scene(of: report.survey))
        return report
    }
}
