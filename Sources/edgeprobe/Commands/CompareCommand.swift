import ArgumentParser
import ProbeCore
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
        let comparison = Comparison(
            old: try ReportArgument.read(old).report, new: try ReportArgument.read(new).report)
        let text =
            switch format {
            case .text: ComparisonText.render(comparison, Delivery.textOptions(isASCII: ascii, to: .standardOutput))
            case .json: try ComparisonJSON.render(comparison)
            }
        try StandardStreams.write(text, to: .output)
        if comparison.isWorse { throw ExitCode(1) }
    }
}
