import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The report for tickets and chat, in GitHub-flavoured Markdown.
///
/// Text that may come from the network becomes neither markup nor link, image or mention; commands stand in fenced
/// blocks, where nothing is read as anything else.
package struct MarkdownReport {
    private let report: Report
    private var paragraphs: [String] = []

    init(_ report: Report) { self.report = report }

    /// What was added until now.
    var text: String { paragraphs.joined(separator: "\n\n") + "\n" }

    mutating func add(_ paragraph: String) { paragraphs.append(paragraph) }

    package static func render(_ report: Report) -> String {
        var markdown = MarkdownReport(report)
        markdown.head()
        markdown.matrix()
        for (index, finding) in report.diagnosis.findings.enumerated() { markdown.finding(finding, number: index + 1) }
        markdown.closing()
        return markdown.text
    }

    private mutating func head() {
        let word = TextReport.word(of: report.diagnosis.verdict)
        paragraphs.append("## \(word): \(MarkdownText.inline(report.diagnosis.summary.text))")
        let moment = report.run.startedAt.description.split(separator: "T").joined(separator: " ")
        paragraphs.append(
            phrase(
                """
                Hub \(verbatim: MarkdownText.code(report.survey.assignment.hub.description)), \
                device \(verbatim: MarkdownText.code(report.device.hostname))
                """) + ", \(moment), "
                + "edgeprobe \(MarkdownText.inline(report.toolVersion))")
        if report.survey.assignment.isDemonstration {
            paragraphs.append(
                "**\(phrase("Demonstration:"))** \(phrase("\(clause: TextReport.demonstration(of: report))"))")
        }
        if !report.run.isComplete {
            paragraphs.append(
                "**\(phrase("Partial:"))** \(phrase("\(clause: TextReport.partial)"))")
        }
    }

    private mutating func matrix() {
        let matrix = report.diagnosis.picture.matrix
        guard !matrix.rows.isEmpty || !matrix.remarks.isEmpty else { return }
        var lines = ["| |" + matrix.vantages.map { " \(MarkdownText.inline($0.description)) |" }.joined()]
        lines.append("|---|" + String(repeating: "---|", count: matrix.vantages.count))
        for row in matrix.rows {
            let name = matrix.name(of: row) + (row.port == nil ? "" : " \(row.portText)")
            lines.append("| \(MarkdownText.inline(name)) |" + row.cells.map { " \(Self.text($0)) |" }.joined())
        }
        if !matrix.rows.isEmpty { paragraphs.append(lines.joined(separator: "\n")) }
        for remark in matrix.remarks {
            let parts = remark.parts.map { part in
                (part.isRight == true ? "✅ " : part.isRight == false ? "❌ " : "❔ ") + MarkdownText.inline(part.words)
            }
            paragraphs.append("\(MarkdownText.inline(remark.name)): \(parts.joined(separator: ", "))")
        }
        for (mark, words) in matrix.legend(report.survey.assignment) {
            let text = mark.isEmpty ? words.text : "\(mark) \(words.text)"
            paragraphs.append(MarkdownText.inline(text))
        }
    }

    private static func text(_ cell: Matrix.Cell) -> String {
        switch cell {
        case .works(let duration, let way):
            "✅ " + phrase("ok") + (duration.map { " " + HTMLReport.milliseconds($0) } ?? "")
                + MarkdownText.inline(way.mark)
        case .fails(let number): "❌ " + phrase("FAIL") + (number.map { " \\[\($0)\\]" } ?? "")
        case .fallsShort(let number): "➖ " + phrase("closed, not needed") + " \\[\(number)\\]"
        case .unknown: "❔ " + phrase("not known")
        case .absent: ""
        }
    }

    /// Writes a finding down; with the hubs that have it, where the report is about several.
    mutating func finding(_ finding: Finding, number: Int, of hubs: String? = nil) {
        paragraphs.append("### \\[\(number)\\] \(MarkdownText.inline(finding.summary.text))")
        let vantages = finding.vantages.map { MarkdownText.code($0.description) }.joined(separator: ", ")
        paragraphs.append(
            "\(TextReport.word(of: finding.severity)), `\(finding.cause.rawValue)`, "
                + "\(TextReport.word(of: finding.confidence)), "
                + phrase(
                    """
                    owner: \(verbatim: "**\(TextReport.name(of: finding.owner))**"), seen from \(verbatim: vantages)
                    """))
        if let hubs { paragraphs.append("**\(phrase("Hubs:"))** \(MarkdownText.inline(hubs))") }
        if let place = TextReport.place(finding.location) {
            paragraphs.append("**\(phrase("Where:"))** \(MarkdownText.inline(place.text))")
        }
        for (index, remedy) in finding.remedies.enumerated() {
            self.remedy(
                remedy, isFirst: index == 0, earlier: report.diagnosis.finding(before: number, with: remedy))
        }
        let proofs = TextReport.clauses(of: finding).map { proof in
            let observations = proof.observations.prefix(8).map(String.init).joined(separator: " ")
            let sentence = MarkdownText.inline(proof.shows.line.text)
            let references = phrase(
                proof.observations.count == 1
                    ? "observation \(verbatim: observations)" : "observations \(verbatim: observations)")
            return "- \(sentence) (\(references))"
        }
        if !proofs.isEmpty { paragraphs.append("**\(phrase("Seen:"))**\n\n" + proofs.joined(separator: "\n")) }
        let words = DifferentialWords(finding)
        if let excluded = words.excluded {
            paragraphs.append("**\(phrase("Not"))** \(MarkdownText.inline(excluded.text))")
        }
        paragraphs += words.doubts.map { "**\(phrase("Could still be:"))** \(MarkdownText.inline($0.text))" }
        if !finding.explains.isEmpty {
            paragraphs.append(
                "**\(phrase("Explains:"))** " + finding.explains.map { "`\($0.rawValue)`" }.joined(separator: ", "))
        }
        if let condition = TextReport.refutation(of: finding) {
            paragraphs.append("**\(phrase("Wrong if"))** \(MarkdownText.inline(condition.text))")
        }
    }

    private mutating func remedy(_ remedy: Remedy, isFirst: Bool, earlier: Int?) {
        let title = "**\(phrase(isFirst ? "Fix:" : "Or:"))** \(MarkdownText.inline(remedy.title.text))"
        if let earlier {
            paragraphs.append("\(title) " + phrase("As for \(verbatim: "\\[\(earlier)\\]")."))
            return
        }
        paragraphs.append(title)
        paragraphs += remedy.steps.map { MarkdownText.opening($0.text) }
        let printed = remedy.printed(in: report.dialect)
        func labelled(_ command: Remedy.Command) -> String {
            let block = MarkdownText.block(command.printed, Self.language(of: command.dialect))
            return (remedy.heading(of: command, among: printed).map { "\(MarkdownText.inline($0.text))\n\n" } ?? "")
                + block
        }
        paragraphs += printed.map(labelled)
        let others = remedy.alternatives(to: printed)
        guard !others.isEmpty else { return }
        let names = others.map { TextReport.name(of: $0.dialect) }.joined(separator: ", ")
        // GitHub reads Markdown inside again after an empty line.
        paragraphs.append(
            "<details><summary>\(phrase("The same for \(verbatim: names)"))</summary>\n\n"
                + others.map(labelled).joined(separator: "\n\n") + "\n\n</details>")
    }

    private static func language(of dialect: Dialect) -> String {
        switch dialect {
        case .daemonJSON, .createOptions: "json"
        case .powershell: "powershell"
        case .request: "text"
        case .nftables, .iptables, .ufw, .firewalld, .shell, .sysctl, .ip, .systemd, .azureNSG, .azureFirewall: "sh"
        }
    }

    private mutating func closing() {
        let unexplained = report.diagnosis.unexplained.map {
            phrase("Unexplained: \($0.shows) (from \($0.vantage), observation \($0.observation)).")
        }
        let notes = unexplained + (report.remarks + TextReport.troubles(in: report)).map(\.text)
        if !notes.isEmpty {
            paragraphs.append(
                "**\(phrase("Notes:"))**\n\n" + notes.map { "- \(MarkdownText.inline($0))" }.joined(separator: "\n"))
        }
        paragraphs += report.caveats.map { MarkdownText.inline($0.text) }
        paragraphs.append(TextReport.amount(of: report).text)
    }
}

extension MarkdownReport: ReportFormat {
    package static let name = "markdown"
    package static let fileExtension = "md"

    package static func text(of report: Report, for display: Display) -> String { render(report) }
}
