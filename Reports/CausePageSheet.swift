package import ProbeCore
package import ProbeFindings

/// A page of `edgeprobe explain`, for an 80-column console.
package struct CausePageSheet {
    private var page: TextPage

    package init(title: String, meaning: Sentence) {
        page = TextPage(.ofGuide)
        page.line(.init(title))
        page.paragraph(after: .init("    "), at: 4, meaning.text)
    }

    /// A labelled part; nothing where it has no paragraphs.
    package mutating func add(_ label: Sentence, _ paragraphs: [Sentence]) {
        for (index, paragraph) in paragraphs.enumerated() {
            if index == 0 { page.gap() }
            page.paragraph(after: .init(index == 0 ? "    \(label.text)" : ""), at: 14, paragraph.text)
        }
    }

    /// A remedy with its first text, as it would be for a hub of an invented name.
    package mutating func add(_ remedy: Remedy, label: Sentence) {
        add(label, [remedy.title] + remedy.steps)
        guard let command = remedy.commands.first else { return }
        if let heading = remedy.heading(of: command) { page.paragraph(at: 14, heading.text) }
        page.block(command)
    }

    package var text: String { page.text }

    package static func name(of owner: Owner) -> String { TextReport.name(of: owner) }
}
