import ArgumentParser
import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import ProbeGuidance
import ProbeLinux
import Reports

/// One cause: what it means, what proves it, what looks alike, who owns it, what removes it.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "One cause: meaning, evidence, look-alikes, owner, fix.")

    @Argument(help: "A cause, such as tcp.dropped-port; without one they are all listed.")
    var cause: String?

    func run() throws {
        guard let cause else {
            try Printing.write(ListCommand.causes.joined(separator: "\n") + "\n")
            return
        }
        guard let known = Cause(rawValue: cause.lowercased()) else {
            throw Complaint(Self.unknown(cause), ExitStatus.usage)
        }
        try Printing.write(CausePageText(CausePage(of: known)).text)
    }

    private static func unknown(_ text: String) -> String {
        let nearest = CausePage.nearest(to: text).map(\.rawValue)
        let hint =
            nearest.isEmpty
            ? "'edgeprobe list causes' shows them."
            : "Did you mean \(nearest.joined(separator: ", "))? 'edgeprobe list causes' shows all."
        return "no cause is called \(text.printable). \(hint)"
    }
}

/// A cause's page as text of 80 columns.
private struct CausePageText {
    let page: CausePage

    init(_ page: CausePage) { self.page = page }

    var text: String {
        let card = page.card
        var sheet = CausePageSheet(title: page.cause.rawValue, meaning: card.meaning.english)
        sheet.add("Evidence", [card.evidence.english])
        sheet.add(
            "Not",
            card.lookAlikes.map { "\($0.cause.rawValue): \($0.difference). Told by \($0.telling.noun)." })
        sheet.add("See", card.related.map { "\($0.cause.rawValue): \($0.reason)." })
        sheet.add("Explains", page.explains.isEmpty ? [] : [page.explains.map(\.rawValue).joined(separator: ", ")])
        sheet.add("Owner", [card.owners.map(CausePageSheet.name).joined(separator: ", or ")])
        let remedies = Guidance.examples(for: page.cause, owner: card.owners.first ?? .device)
        for (index, remedy) in remedies.enumerated() { sheet.add(remedy, label: index == 0 ? "Fix" : "Or") }
        if let advice = card.advice { sheet.add("Fix", [advice.english]) }
        if !page.isRecognised { sheet.add("Note", ["This version of edgeprobe has no rule that finds it."]) }
        return sheet.text
    }
}
