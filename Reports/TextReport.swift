import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The report for people: reads on an 80-column serial console without colour, and pastes into a ticket.
///
/// The order is the reader's: the verdict, where it breaks, why and what to do, then the run itself. Only commands may be
/// longer than a line, because a broken command is worse than a long one.
package struct TextReport {
    let report: Report
    var page: TextPage
    /// The first finding that is written down, counted from one.
    var first = 1
    /// The commands that stand on the page already, each with the number of its finding.
    var blocks: [Remedy.Command: Int] = [:]

    package static func render(_ report: Report, _ display: Display = Display()) -> String {
        var text = TextReport(report: report, page: TextPage(display))
        text.header()
        text.verdict()
        text.matrix()
        for (index, finding) in report.diagnosis.findings.enumerated() { text.finding(finding, number: index + 1) }
        text.unexplained()
        text.unasked()
        text.notes()
        text.closing()
        return text.page.text
    }

    private mutating func header() {
        let moment = report.run.startedAt.description.split(separator: "T").joined(separator: " ")
        let facts = [
            "edgeprobe \(report.toolVersion)", report.survey.assignment.hub.withReading, moment, report.device.hostname,
        ]
        var line = ""
        for fact in facts.map({ PlainText(isASCII: page.options.isASCII).line($0) }) {
            let joined = line.isEmpty ? fact : line + "  " + fact
            if PlainText.width(joined) > TextPage.columns, !line.isEmpty {
                page.paragraph(line)
                line = fact
            } else {
                line = joined
            }
        }
        // A double space is kept where the facts fit; a name longer than a line is broken.
        if PlainText.width(line) > TextPage.columns { page.paragraph(line) } else { page.line(.init(line)) }
    }

    private mutating func verdict() {
        page.gap()
        let word = Self.word(of: report.diagnosis.verdict)
        page.paragraph(
            after: .init(word, Self.style(of: report.diagnosis.verdict)), at: PlainText.width(word) + 2,
            report.diagnosis.summary.text,
            .bold)
        if report.survey.assignment.isDemonstration {
            page.paragraph(
                after: .init(phrase("DEMONSTRATION")), at: 15, Self.demonstration(of: report).text)
        }
        if !report.run.isComplete {
            page.paragraph(
                after: .init(phrase("PARTIAL")), at: 9, Self.partial.text)
        }
    }

    /// What is out of the ordinary, and no finding says why.
    private mutating func unexplained() {
        let traces = report.diagnosis.unexplained
        guard !traces.isEmpty else { return }
        page.gap()
        for trace in traces.prefix(5) {
            let words: Sentence = "\(trace.shows) (from \(trace.vantage))"
            page.paragraph(
                after: .init(phrase("Unexplained")), at: 13, words.line.text,
                trailing: phrase("[observation \(trace.observation)]"))
        }
        if traces.count > 5 {
            page.paragraph(at: 13, phrase("and \(traces.count - 5) more; the JSON report has them all."))
        }
    }

    mutating func notes() {
        guard !report.remarks.isEmpty else { return }
        page.gap()
        for note in report.remarks { page.paragraph(after: .init(phrase("Note")), at: 6, note.text) }
    }

    private mutating func closing() {
        page.gap()
        for caveat in report.caveats { page.paragraph(caveat.text) }
        let dialects = report.otherDialects.map(\.rawValue).joined(separator: ", ")
        if !dialects.isEmpty, report.redaction == nil {
            page.paragraph(
                phrase(
                    """
                    Fixes are there in other dialects (\(verbatim: dialects)): edgeprobe fix --dialect NAME REPORT.json \
                    prints them from the JSON report, which --report json=REPORT.json writes.
                    """))
        }
        page.paragraph(Self.amount(of: report).text)
    }

    static func amount(of report: Report) -> Sentence {
        "\(report.survey.observations.count, .observation) in \(verbatim: seconds(report.run.duration)) s."
    }

    static func demonstration(of report: Report) -> Sentence {
        """
        The hub is an emulator inside this program, reached over loopback, and edgeHub's transport is taken to be \
        \(report.survey.assignment.upstream). Nothing here says anything about this device's network.
        """
    }

    static var partial: Sentence {
        "The run ended before all questions were answered; this is what was seen until then."
    }

    static func word(of verdict: Diagnosis.Verdict) -> String {
        switch verdict {
        case .ready: phrase("READY")
        case .degraded: phrase("DEGRADED")
        case .blocked: phrase("BLOCKED")
        case .inconclusive: phrase("INCONCLUSIVE")
        }
    }

    /// As it stands in a table.
    static func plainWord(of verdict: Diagnosis.Verdict) -> String {
        switch verdict {
        case .ready: phrase("ready")
        case .degraded: phrase("degraded")
        case .blocked: phrase("blocked")
        case .inconclusive: phrase("inconclusive")
        }
    }

    static func word(of severity: Finding.Severity) -> String {
        switch severity {
        case .error: phrase("error")
        case .warning: phrase("warning")
        case .info: phrase("info")
        }
    }

    static func word(of confidence: Finding.Confidence) -> String {
        switch confidence {
        case .certain: phrase("certain")
        case .likely: phrase("likely")
        case .possible: phrase("possible")
        }
    }

    static func style(of verdict: Diagnosis.Verdict) -> TextPage.Style {
        switch verdict {
        case .ready: .green
        case .degraded, .inconclusive: .yellow
        case .blocked: .red
        }
    }

    /// Two decimals below ten seconds, one from there on.
    static func seconds(_ duration: Seconds) -> String {
        let scale = duration.value < 9.995 ? 100.0 : 10.0
        return "\((duration.value * scale).rounded() / scale)"
    }
}

extension TextReport: ReportFormat {
    package static let name = "text"
    package static let fileExtension = "txt"

    package static func text(of report: Report, for display: Display) -> String {
        display.spoken { render(report, display) }
    }
}

extension HostName {
    /// With the letters that people write it in behind it, where those are others.
    var withReading: String { description + (readable.map { " (\($0))" } ?? "") }
}
