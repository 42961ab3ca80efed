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

    private init(_ report: Report) { self.report = report }

    package static func render(_ report: Report) -> String {
        var markdown = MarkdownReport(report)
        markdown.head()
        markdown.matrix()
        for (index, finding) in report.diagnosis.findings.enumerated() { markdown.finding(finding, number: index + 1) }
        markdown.closing()
        return markdown.paragraphs.joined(separator: "\n\n") + "\n"
    }

    private mutating func head() {
        let word = report.diagnosis.verdict.rawValue.uppercased()
        paragraphs.append("## \(word): \(MarkdownText.inline(report.diagnosis.summary.english))")
        let moment = report.run.startedAt.description.split(separator: "T").joined(separator: " ")
        paragraphs.append(
            "Hub \(MarkdownText.code(report.survey.assignment.hub.description)), "
                + "device \(MarkdownText.code(report.device.hostname)), \(moment), "
                + "edgeprobe \(MarkdownText.inline(report.toolVersion))")
        if report.survey.assignment.isDemonstration {
            paragraphs.append(
                "**Demonstration:** the hub is an emulator inside this program, reached over loopback, and edgeHub's transport "
                    + "is taken to be \(report.survey.assignment.upstream.title). Nothing here says anything about this "
                    + "device's network.")
        }
        if !report.run.isComplete {
            paragraphs.append(
                "**Partial:** the run ended before all questions were answered; this is what was seen until then.")
        }
    }

    private mutating func matrix() {
        let matrix = report.diagnosis.picture.matrix
        guard !matrix.rows.isEmpty || !matrix.remarks.isEmpty else { return }
        var lines = ["| |" + matrix.vantages.map { " \(MarkdownText.inline($0.description)) |" }.joined()]
        lines.append("|---|" + String(repeating: "---|", count: matrix.vantages.count))
        for row in matrix.rows {
            let name = row.port == nil ? row.name : "\(row.name) \(row.portText)"
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
            let text = mark.isEmpty ? words.english : "\(mark) \(words.english)"
            paragraphs.append(MarkdownText.inline(text))
        }
    }

    private static func text(_ cell: Matrix.Cell) -> String {
        switch cell {
        case .works(let duration, let way):
            "✅ ok" + (duration.map { " " + HTMLReport.milliseconds($0) } ?? "") + MarkdownText.inline(way.mark)
        case .fails(let number): "❌ FAIL" + (number.map { " \\[\($0)\\]" } ?? "")
        case .fallsShort(let number): "➖ closed, not needed \\[\(number)\\]"
        case .unknown: "❔ not known"
        case .absent: ""
        }
    }

    private mutating func finding(_ finding: Finding, number: Int) {
        paragraphs.append("### \\[\(number)\\] \(MarkdownText.inline(finding.summary.english))")
        let vantages = finding.vantages.map { MarkdownText.code($0.description) }.joined(separator: ", ")
        paragraphs.append(
            "\(finding.severity.rawValue), `\(finding.cause.rawValue)`, \(finding.confidence.rawValue), "
                + "owner: **\(TextReport.name(of: finding.owner))**, seen from \(vantages)")
        if let place = TextReport.place(finding.location) {
            paragraphs.append("**Where:** \(MarkdownText.inline(place.english))")
        }
        for (index, remedy) in finding.remedies.enumerated() {
            self.remedy(
                remedy, isFirst: index == 0, earlier: report.diagnosis.finding(before: number, with: remedy))
        }
        let proofs = TextReport.clauses(of: finding).map { proof in
            let observations = proof.observations.prefix(8).map(String.init).joined(separator: " ")
            let sentence = MarkdownText.inline(proof.shows.line.english)
            return "- \(sentence) (observation\(proof.observations.count == 1 ? "" : "s") \(observations))"
        }
        if !proofs.isEmpty { paragraphs.append("**Seen:**\n\n" + proofs.joined(separator: "\n")) }
        let words = DifferentialWords(finding)
        if let excluded = words.excluded { paragraphs.append("**Not** \(MarkdownText.inline(excluded.english))") }
        paragraphs += words.doubts.map { "**Could still be:** \(MarkdownText.inline($0.english))" }
        if !finding.explains.isEmpty {
            paragraphs.append("**Explains:** " + finding.explains.map { "`\($0.rawValue)`" }.joined(separator: ", "))
        }
        if let condition = TextReport.refutation(of: finding) {
            paragraphs.append("**Wrong if** \(MarkdownText.inline(condition.english))")
        }
    }

    private mutating func remedy(_ remedy: Remedy, isFirst: Bool, earlier: Int?) {
        let title = "**\(isFirst ? "Fix" : "Or"):** \(MarkdownText.inline(remedy.title.english))"
        if let earlier {
            paragraphs.append("\(title) As for \\[\(earlier)\\].")
            return
        }
        paragraphs.append(title)
        paragraphs += remedy.steps.map { MarkdownText.opening($0.english) }
        let printed = remedy.printed(in: report.dialect)
        func labelled(_ command: Remedy.Command) -> String {
            let block = MarkdownText.block(command.text, Self.language(of: command.dialect))
            return (remedy.heading(of: command).map { "\(MarkdownText.inline($0.english))\n\n" } ?? "") + block
        }
        paragraphs += printed.map(labelled)
        let others = remedy.alternatives(to: printed)
        guard !others.isEmpty else { return }
        let names = others.map { TextReport.name(of: $0.dialect) }.joined(separator: ", ")
        // GitHub reads Markdown inside again after an empty line.
        paragraphs.append(
            "<details><summary>The same for \(names)</summary>\n\n"
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
            "Unexplained: \($0.shows.english) (from \($0.vantage), observation \($0.observation))."
        }
        let notes = unexplained + (report.remarks + TextReport.troubles(in: report)).map(\.english)
        if !notes.isEmpty {
            paragraphs.append("**Notes:**\n\n" + notes.map { "- \(MarkdownText.inline($0))" }.joined(separator: "\n"))
        }
        paragraphs += report.caveats.map { MarkdownText.inline($0.english) }
        let count = report.survey.observations.count
        paragraphs.append(
            "\(count) observation\(count == 1 ? "" : "s") in \(TextReport.seconds(report.run.duration)) s.")
    }
}

extension MarkdownReport: ReportFormat {
    package static let name = "markdown"
    package static let fileExtension = "md"

    package static func text(of report: Report, for display: Display) -> String { render(report) }
}
