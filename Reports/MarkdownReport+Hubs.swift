import ProbeCore
import ProbeEvidence
package import ProbeFindings

extension MarkdownReport {
    package static func text(of roundup: Roundup, parts: [String], for display: Display) -> String {
        var markdown = MarkdownReport(roundup.asReport)
        markdown.head(roundup)
        markdown.table(roundup)
        for (index, shared) in roundup.findings.enumerated() {
            markdown.finding(shared.finding, number: index + 1, of: roundup.names(shared.hubs))
        }
        markdown.closing(roundup)
        return markdown.text
    }

    private mutating func head(_ roundup: Roundup) {
        add("## \(TextReport.word(of: roundup.verdict)): \(MarkdownText.inline(roundup.summary.text))")
        let moment = roundup.run.startedAt.description.split(separator: "T").joined(separator: " ")
        add(
            phrase(
                """
                \(roundup.rows.count, .hub), device \(verbatim: MarkdownText.code(roundup.device.hostname)), \
                \(verbatim: moment), edgeprobe \(verbatim: MarkdownText.inline(roundup.toolVersion))
                """))
        if !roundup.run.isComplete {
            add("**\(phrase("Partial:"))** \(phrase("\(clause: TextReport.partial)"))")
        }
    }

    private mutating func table(_ roundup: Roundup) {
        let rows = roundup.rows.map { row -> String in
            let leading = roundup.leading(row)
            let cause = leading.map { "\\[\($0.number)\\] `\($0.finding.cause.rawValue)`" } ?? ""
            let owner = leading.map { TextReport.name(of: $0.finding.owner) } ?? ""
            return
                "| \(MarkdownText.inline(row.hub.description)) | \(TextReport.plainWord(of: row.verdict)) | \(cause) | \(owner) |"
        }
        let head = [phrase("hub"), phrase("verdict"), phrase("first cause"), phrase("owner")]
        add((["| " + head.joined(separator: " | ") + " |", "|---|---|---|---|"] + rows).joined(separator: "\n"))
    }

    private mutating func closing(_ roundup: Roundup) {
        let report = roundup.asReport
        if !report.remarks.isEmpty {
            let notes = report.remarks.map { "- \(MarkdownText.inline($0.text))" }
            add("**\(phrase("Notes:"))**\n\n" + notes.joined(separator: "\n"))
        }
        for caveat in report.caveats { add(MarkdownText.inline(caveat.text)) }
        add(phrase(roundup.effort))
    }
}
