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
            "edgeprobe \(report.toolVersion)", report.survey.assignment.hub.description, moment, report.device.hostname,
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
        let word = report.diagnosis.verdict.rawValue.uppercased()
        page.paragraph(
            after: .init(word, Self.style(of: report.diagnosis.verdict)), at: word.count + 2,
            report.diagnosis.summary.english,
            .bold)
        if report.survey.assignment.isDemonstration {
            page.paragraph(
                after: .init("DEMONSTRATION"), at: 15,
                "The hub is an emulator inside this program, reached over loopback, and edgeHub's transport is taken to be "
                    + "\(report.survey.assignment.upstream.title). Nothing here says anything about this device's network."
            )
        }
        if !report.run.isComplete {
            page.paragraph(
                after: .init("PARTIAL"), at: 9,
                "The run ended before all questions were answered; this is what was seen until then.")
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
                after: .init("Unexplained"), at: 13, words.line.english,
                trailing: "[observation \(trace.observation)]")
        }
        if traces.count > 5 { page.paragraph(at: 13, "and \(traces.count - 5) more; the JSON report has them all.") }
    }

    private mutating func notes() {
        guard !report.remarks.isEmpty else { return }
        page.gap()
        for note in report.remarks { page.paragraph(after: .init("Note"), at: 6, note.english) }
    }

    private mutating func closing() {
        page.gap()
        for caveat in report.caveats { page.paragraph(caveat.english) }
        let dialects = report.otherDialects.map(\.rawValue).joined(separator: ", ")
        if !dialects.isEmpty, report.redaction == nil {
            page.paragraph(
                "Fixes are there in other dialects (\(dialects)): edgeprobe fix --dialect NAME REPORT.json prints them from "
                    + "the JSON report.")
        }
        let count = report.survey.observations.count
        page.paragraph(
            "\(count) observation\(count == 1 ? "" : "s") in \(Self.seconds(report.run.duration)) s.")
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

    package static func text(of report: Report, for display: Display) -> String { render(report, display) }
}
