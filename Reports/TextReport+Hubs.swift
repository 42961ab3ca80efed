import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The text about several hubs: a row for each, then what is wrong, each thing once with the hubs that it is wrong with.
extension TextReport {
    package static func text(of roundup: Roundup, parts: [String], for display: Display) -> String {
        display.spoken { page(of: roundup, for: display) }
    }

    private static func page(of roundup: Roundup, for display: Display) -> String {
        var text = TextReport(report: roundup.asReport, page: TextPage(display))
        text.head(roundup)
        text.table(roundup)
        for (index, shared) in roundup.findings.enumerated() where shared.finding.severity != .info {
            text.finding(shared.finding, number: index + 1, of: roundup.names(shared.hubs))
        }
        text.remarks(roundup)
        text.notes()
        text.closing(roundup)
        return text.page.text
    }

    private mutating func head(_ roundup: Roundup) {
        let moment = roundup.run.startedAt.description.split(separator: "T").joined(separator: " ")
        page.paragraph(
            "edgeprobe \(roundup.toolVersion)  \(phrase("\(roundup.rows.count, .hub)"))  \(moment)  "
                + roundup.device.hostname)
        page.gap()
        let word = Self.word(of: roundup.verdict)
        page.paragraph(
            after: .init(word, Self.style(of: roundup.verdict)), at: PlainText.width(word) + 2, roundup.summary.text,
            .bold)
        if !roundup.run.isComplete {
            page.paragraph(
                after: .init(phrase("PARTIAL")), at: PlainText.width(phrase("PARTIAL")) + 2, Self.partial.text)
        }
        page.gap()
    }

    /// The column behind the hubs' names, which is as far to the left as they leave it.
    private mutating func table(_ roundup: Roundup) {
        let names = roundup.rows.map { PlainText(isASCII: page.options.isASCII).line($0.hub.description) }
        let width = min(max(3, names.map { PlainText.width($0) }.max() ?? 0) + 2, 44)
        page.line(
            .init(
                Self.filled(phrase("hub"), to: width) + Self.filled(phrase("verdict"), to: 14)
                    + phrase("first cause, owner")))
        for (row, name) in zip(roundup.rows, names) {
            var spans: [TextPage.Span] = []
            if PlainText.width(name) + 2 > width {
                page.line(.init(name))
                spans.append(.init(Self.filled("", to: width)))
            } else {
                spans.append(.init(Self.filled(name, to: width)))
            }
            let leading = roundup.leading(row)
            let verdict = Self.plainWord(of: row.verdict)
            spans.append(.init(verdict, Self.style(of: row.verdict)))
            if let leading {
                let padding = Self.filled(verdict, to: 14).dropFirst(verdict.count)
                spans.append(
                    .init(
                        padding + "[\(leading.number)] \(leading.finding.cause.rawValue), "
                            + Self.name(of: leading.finding.owner)))
            }
            page.line(spans)
        }
    }

    /// What is no fault: a line each.
    private mutating func remarks(_ roundup: Roundup) {
        let infos = roundup.findings.enumerated().filter { $0.element.finding.severity == .info }
        guard !infos.isEmpty else { return }
        page.gap()
        for (index, shared) in infos {
            page.paragraph(
                after: .init("[\(index + 1)]"), at: 5,
                phrase(
                    """
                    \(shared.finding.summary) (\(Term(shared.finding.cause)), information; \
                    \(verbatim: roundup.names(shared.hubs)))
                    """))
        }
    }

    private mutating func closing(_ roundup: Roundup) {
        page.gap()
        for caveat in report.caveats { page.paragraph(caveat.text) }
        page.paragraph(
            phrase(
                """
                --report ndjson=FILE has the whole report of each hub on a line of its own; diagnose, fix, verify and \
                compare take one with --hub NAME.
                """))
        page.paragraph(phrase(roundup.effort))
    }

    private static func filled(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - PlainText.width(text)))
    }
}

extension Roundup {
    /// What the parts of a report that know no hub take: the run's values, and the findings by their numbers.
    var asReport: Report {
        var report = Report(
            toolVersion: toolVersion, run: run, device: device,
            survey: Survey(assignment: assignment, startedAt: run.startedAt, observations: []),
            diagnosis: Diagnosis(
                verdict: rows.contains { $0.verdict == .ready } ? .ready : verdict, summary: summary, transports: [],
                findings: findings.map(\.finding)),
            notes: notes)
        report.redaction = redaction
        report.dialect = dialect
        return report
    }

    /// Hubs by their names, as many as a line or two have room for.
    func names(_ hubs: [HostName]) -> String {
        if hubs.count == rows.count { return phrase("all \(hubs.count)") }
        let shown = hubs.prefix(hubs.count > 6 ? 5 : 6).map(\.description).joined(separator: ", ")
        return hubs.count > 6
            ? phrase("\(verbatim: shown) and \(hubs.count - 5) more of \(rows.count)") : shown
    }

    /// What it took.
    var effort: Sentence {
        "\(observations, .observation) of \(rows.count, .hub) in \(verbatim: TextReport.seconds(run.duration)) s."
    }
}
