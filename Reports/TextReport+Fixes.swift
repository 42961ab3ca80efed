import ProbeCore
import ProbeFindings

extension TextReport {
    /// What removes a finding: each change once, referred to by its finding's number after that.
    mutating func fixes(of finding: Finding, number: Int) {
        for (index, remedy) in finding.remedies.enumerated() {
            let label = phrase(index == 0 ? "Fix" : "Or")
            if let earlier = report.diagnosis.finding(before: number, since: first, with: remedy) {
                labelled(label, "\(remedy.title.text) " + phrase("As for [\(earlier)]."))
            } else {
                self.remedy(remedy, label: label, number: number)
            }
        }
    }

    private mutating func remedy(_ remedy: Remedy, label: String, number: Int) {
        labelled(label, remedy.title.text)
        for step in remedy.steps { page.paragraph(at: Self.label, step.text) }
        let printed = remedy.printed(in: report.dialect)
        for command in printed {
            if let earlier = blocks[command] {
                page.paragraph(at: Self.label, phrase("\(remedy.place(of: command)) what stands at [\(earlier)]."))
            } else {
                blocks[command] = number
                if let heading = remedy.heading(of: command, among: printed) {
                    page.paragraph(at: Self.label, heading.text)
                }
                page.block(command)
            }
        }
    }
}

extension TextPage {
    /// A command as it is pasted: flush left and between empty lines, because a margin would become part of it; prose is
    /// wrapped, with its own margins.
    mutating func block(_ command: Remedy.Command) {
        gap()
        for line in command.printed.split(separator: "\n", omittingEmptySubsequences: false) {
            if command.dialect == .request {
                paragraph(at: min(line.prefix { $0 == " " }.count, 20), String(line))
            } else {
                self.line(.init(String(line)))
            }
        }
        gap()
    }
}
