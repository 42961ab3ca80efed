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
            valueName: "cause or symptom"), completion: .explained)
    var words: [String] = []

    @OptionGroup var language: LanguageOption

    func run() throws {
        let text = words.joined(separator: " ")
        guard text.contains(where: { !$0.isWhitespace }) else {
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
            [phrase("This may be:")] + ListCommand.lines(of: symptoms)
            + [phrase("'edgeprobe explain NAME' prints one of them.")]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func unknown(_ text: String) -> Sentence {
        // A pasted line may be long, and may hold what nobody else should read.
        // It is made harmless where it is printed.
        let name = CommandLineRedaction.sentence(String(text.prefix(120)))
        let nearest =
            CausePage.nearest(to: text).map(\.rawValue)
            + Spelling.nearest(to: text, among: Symptom.allCases, by: \.rawValue).map(\.rawValue)
        let others = nearest.prefix(5).joined(separator: ", ")
        return nearest.isEmpty || text.utf8.count > 40
            ? """
            no cause is called \(verbatim: name), and no symptom is like it. 'edgeprobe list causes' and \
            'edgeprobe list symptoms' show them.
            """
            : """
            no cause is called \(verbatim: name), and no symptom is like it. Did you mean \(verbatim: others)? \
            'edgeprobe list causes' and 'edgeprobe list symptoms' show all.
            """
    }
}

/// A cause's page as text of 80 columns.
private struct CausePageText {
    let page: CausePage

    init(_ page: CausePage) { self.page = page }

    var text: String {
        let card = page.card
        var sheet = CausePageSheet(title: page.cause.rawValue, meaning: card.meaning)
        sheet.add("Evidence", [card.evidence])
        sheet.add(
            "Not",
            card.lookAlikes.map { "\(Term($0.cause)): \($0.difference). Told by \($0.telling.noun)." })
        sheet.add("See", card.related.map { "\(Term($0.cause)): \($0.reason)." })
        sheet.add("Explains", page.explains.isEmpty ? [] : ["\(listing: page.explains.map { Term($0) })"])
        sheet.add("Owner", [Self.choice(card.owners)])
        let remedies = Guidance.examples(for: page.cause, owner: card.owners.first ?? .device)
        for (index, remedy) in remedies.enumerated() { sheet.add(remedy, label: index == 0 ? "Fix" : "Or") }
        if let advice = card.advice { sheet.add("Fix", [advice]) }
        let symptoms = Symptom.allCases.filter { $0.page.logs.contains(page.cause) }.map(\.rawValue)
        sheet.add(
            "Seen as",
            symptoms.isEmpty ? [] : [Sentence(verbatim: "edgeprobe explain \(symptoms.joined(separator: ", "))")])
        if !page.isRecognised { sheet.add("Note", ["This version of edgeprobe has no rule that finds it."]) }
        return sheet.text
    }

    private static func choice(_ owners: [Owner]) -> Sentence {
        let names = owners.map { Sentence(verbatim: CausePageSheet.name(of: $0)) }
        return names.dropFirst().reduce(names.first ?? "") { "\($0), or \($1)" }
    }
}
