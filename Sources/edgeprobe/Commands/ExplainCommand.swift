import ArgumentParser
import ProbeConfiguration
import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import ProbeLinux
import Reports

/// A cause: what it means, what proves it, what looks alike, who owns it, what removes it; or a symptom's candidates.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "A cause (meaning, evidence, look-alikes, owner, fix), or a symptom and what it may come from.",
        discussion: "Examples: edgeprobe explain tcp.dropped-port; edgeprobe explain port is already allocated")

    @Argument(
        help: ArgumentHelp(
            "A cause such as tcp.dropped-port, a symptom in your own words, or a line of a log; without any, all are listed.",
            valueName: "cause or symptom"))
    var words: [String] = []

    func run() throws {
        let text = words.joined(separator: " ")
        guard !words.isEmpty else {
            let lists = [ListCommand.causes, ListCommand.symptoms].map { $0.joined(separator: "\n") + "\n" }
            try Printing.write(lists.joined(separator: "\n"))
            return
        }
        if let cause = Cause(rawValue: text.lowercased()) {
            try Printing.write(CausePageText(CausePage(of: cause)).text)
            return
        }
        let codes = LogReader.read(Array(text.utf8))?.sightings.map(\.code) ?? []
        let symptoms = Symptom.matching(text, saying: Set(codes))
        guard let symptom = symptoms.first else { throw Complaint(Self.unknown(text), ExitStatus.usage) }
        try Printing.write(
            symptoms.count == 1 ? SymptomSheet(symptom).text : Self.choice(among: symptoms))
    }

    private static func choice(among symptoms: [Symptom]) -> String {
        let lines =
            ["This may be:"] + ListCommand.lines(of: symptoms) + ["'edgeprobe explain NAME' prints one of them."]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func unknown(_ text: String) -> String {
        // A pasted line may be long, and may hold what nobody else should read.
        let name = CommandLineRedaction.sentence(String(decoding: text.utf8.prefix(200), as: UTF8.self)).printable
        let nearest =
            CausePage.nearest(to: text).map(\.rawValue)
            + Spelling.nearest(to: text, among: Symptom.allCases, by: \.rawValue).map(\.rawValue)
        let hint =
            nearest.isEmpty || text.utf8.count > 40
            ? "'edgeprobe list causes' and 'edgeprobe list symptoms' show them."
            : "Did you mean \(nearest.prefix(5).joined(separator: ", "))? "
                + "'edgeprobe list causes' and 'edgeprobe list symptoms' show all."
        return "no cause is called \(name), and no symptom is like it. \(hint)"
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
        let symptoms = Symptom.allCases.filter { $0.page.logs.contains(page.cause) }.map(\.rawValue)
        sheet.add("Seen as", symptoms.isEmpty ? [] : ["edgeprobe explain \(symptoms.joined(separator: ", "))"])
        if !page.isRecognised { sheet.add("Note", ["This version of edgeprobe has no rule that finds it."]) }
        return sheet.text
    }
}
