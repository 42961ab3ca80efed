import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The remedies of a recorded report as text to be pasted, under the numbers that the report gave its findings.
package struct FixSheet {
    private let report: Report

    /// Describes the sheet.
    ///
    /// - Parameter report: judged again, with remedies.
    package init(_ report: Report) { self.report = report }

    /// How many findings there are to choose from.
    package var count: Int { report.diagnosis.findings.count }

    /// The dialects that a finding's remedies are written in, or all; the number is one of those that there are.
    package func dialects(of number: Int?) -> [Dialect] {
        let commands = chosen(number).flatMap(\.finding.remedies).flatMap(\.commands)
        return Dialect.allCases.filter(Set(commands.map(\.dialect)).contains)
    }

    /// The remedies as text: all of them or a finding's, each in its owner's dialect, or only what is written in one.
    package func text(of number: Int?, in dialect: Dialect?, _ display: Display = Display()) -> String {
        display.spoken { page(of: number, in: dialect, display) }
    }

    private func page(of number: Int?, in dialect: Dialect?, _ display: Display) -> String {
        var shown = report
        shown.dialect = dialect
        if let dialect {
            for index in shown.diagnosis.findings.indices {
                shown.diagnosis.findings[index].remedies.removeAll { remedy in
                    !remedy.commands.contains { $0.dialect == dialect }
                }
            }
        }
        var text = TextReport(report: shown, page: TextPage(display))
        text.first = number ?? 1
        let moment = report.run.startedAt.description.split(separator: "T").joined(separator: " ")
        text.page.paragraph(
            phrase(
                """
                Fixes for \(report.survey.assignment.hub) on \(verbatim: report.device.hostname), as measured at \
                \(verbatim: moment).
                """))
        for (number, finding) in chosen(number) {
            let finding =
                shown.diagnosis.findings.indices.contains(number - 1)
                ? shown.diagnosis.findings[number - 1] : finding
            guard dialect == nil || !finding.remedies.isEmpty else { continue }
            text.page.gap()
            text.page.paragraph(
                after: .init("[\(number)]"), at: TextReport.margin(behind: number), finding.summary.text, .bold)
            if finding.remedies.isEmpty { text.page.paragraph(at: 4, nothing(for: finding, number).text) }
            text.fixes(of: finding, number: number)
        }
        if count == 0 { text.page.paragraph(phrase("It has no finding.")) }
        return text.page.text
    }

    private func nothing(for finding: Finding, _ number: Int) -> Sentence {
        finding.severity == .info
            ? "Nothing has to be changed."
            : "Today's rules have no remedy for it: edgeprobe diagnose says what they find."
    }

    private func chosen(_ number: Int?) -> [(number: Int, finding: Finding)] {
        report.diagnosis.findings.enumerated().map { ($0 + 1, $1) }.filter { number == nil || $0.0 == number }
    }
}
