import ArgumentParser
import ProbeApplication
import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import ProbeLinux
import Reports

/// The remedies of a report, ready to be pasted.
struct FixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix", abstract: "The remedies of a JSON report, ready to paste.",
        discussion: """
            They are made anew from what the report recorded, never from its text, and keep its numbers. \
            Example: edgeprobe fix --finding 1 --dialect nftables report.json
            """)

    @Argument(help: "A JSON report.", completion: .recordings)
    var recording: String

    @OptionGroup var choice: HubChoice

    @Option(help: ArgumentHelp("Only those of this finding.", valueName: "number"))
    var finding: Int?

    @Option(help: "Only those in this dialect; default: all, each in its owner's.")
    var dialect: FixLanguage?

    @Flag(help: "Text without Unicode, for a serial console.")
    var ascii = false

    @OptionGroup var language: LanguageOption
    @OptionGroup var requestLanguage: RequestLanguageOption

    func run() throws {
        let recorded = try ReportArgument.read(recording, about: choice.name).report
        guard recorded.redaction == nil else { throw Complaint(Self.redacted, ExitStatus.usage) }
        let sheet = FixSheet(recorded.judgedAgain(Diagnosis(prescribingFor: recorded.survey)))
        if let finding, !(1...max(1, sheet.count)).contains(finding) || sheet.count == 0 {
            throw Complaint(Self.unknown(finding, among: sheet.count), ExitStatus.usage)
        }
        let dialects = sheet.dialects(of: finding)
        let dialect = dialect?.dialect
        if let dialect, !dialects.contains(dialect) {
            throw Complaint(Self.missing(dialect, of: finding, among: dialects), ExitStatus.usage)
        }
        let text = sheet.text(of: finding, in: dialect, Delivery.display(isASCII: ascii, at: .standardOutput))
        try StandardStreams.write(text, to: .output)
    }

    private static let redacted: Sentence = """
        the report is redacted, so its names and addresses are made up and a fix made of them would be as well: give the one \
        that was written without --redact.
        """

    private static func unknown(_ number: Int, among count: Int) -> Sentence {
        switch count {
        case 0: "--finding \(number): the report has no finding."
        case 1: "--finding \(number): the report has one finding, number 1."
        default: "--finding \(number): the report has findings 1 to \(count)."
        }
    }

    private static func missing(_ dialect: Dialect, of number: Int?, among dialects: [Dialect]) -> Sentence {
        let place: Sentence = number.map { "finding \($0)" } ?? "the report"
        let others = dialects.map { Term($0) }
        return dialects.isEmpty
            ? "--dialect \(Term(dialect)): \(place) has no fix that is a command or a text to paste."
            : "--dialect \(Term(dialect)): \(place) has no fix in it; it has \(listing: others)."
    }
}
