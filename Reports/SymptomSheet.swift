import ProbeCore
package import ProbeFindings

/// A page of `edgeprobe explain` about a symptom, for an 80-column console; what is to be run begins at the left margin.
package struct SymptomSheet {
    private var page = TextPage(.ofGuide)

    /// Where the text of labelled parts begins.
    private static let column = 14

    package init(_ symptom: Symptom) {
        let content = symptom.page
        page.line(.init(symptom.rawValue))
        page.paragraph(after: .init("    "), at: 4, content.title.text)
        add("Means", content.meaning)
        add("Could be", content.candidates.map { "\(Term($0.cause)): \($0.telling)." })
        add("Find out", [content.decision])
        page.gap()
        for line in content.command.description.split(separator: "\n") { page.line(.init(String(line))) }
        add("Linux", content.linux.text)
        add("", Self.procedures(content.linux.topics, on: .linux))
        add("Windows", content.windows.text)
        add("", Self.procedures(content.windows.topics, on: .windows))
        let remedies = content.linux.remedies
        add(
            "Remedies",
            remedies.isEmpty ? [] : ["A run prints those that apply: \(listing: remedies.map { Term($0) })."])
    }

    private static func procedures(_ topics: [GuideTopic], on host: Procedure.Host) -> [Sentence] {
        guard let first = topics.first else { return [] }
        let others = topics.dropFirst().map { Term($0) }
        return [
            others.isEmpty
                ? "How: edgeprobe guide \(Term(first)) --host \(Term(host))"
                : "How: edgeprobe guide \(Term(first)) --host \(Term(host)), then \(listing: others)."
        ]
    }

    /// A labelled part; nothing where it has no paragraphs.
    private mutating func add(_ label: Sentence, _ paragraphs: [Sentence]) {
        for (index, paragraph) in paragraphs.enumerated() {
            if index == 0, !label.isEmpty { page.gap() }
            page.paragraph(
                after: .init(index == 0 && !label.isEmpty ? "    \(label.text)" : ""), at: Self.column, paragraph.text)
        }
    }

    package var text: String { page.text }
}
