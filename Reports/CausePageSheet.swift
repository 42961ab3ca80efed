import ProbeCore
package import ProbeFindings

/// A page of `edgeprobe explain`, for an 80-column console.
package struct CausePageSheet {
    private var page: TextPage

    package init(title: String, meaning: String) {
        page = TextPage(Display(isASCII: true))
        page.line(.init(title))
        page.paragraph(after: .init("    "), at: 4, meaning)
    }

    /// A labelled part; nothing where it has no paragraphs.
    package mutating func add(_ label: String, _ paragraphs: [String]) {
        for (index, paragraph) in paragraphs.enumerated() {
            if index == 0 { page.gap() }
            page.paragraph(after: .init(index == 0 ? "    \(label)" : ""), at: 14, paragraph)
        }
    }

    /// A remedy with its first text, as it would be for a hub of an invented name.
    package mutating func add(_ remedy: Remedy, label: String) {
        add(label, ([remedy.title] + remedy.steps).map(\.english))
        guard let command = remedy.commands.first else { return }
        if let heading = remedy.heading(of: command) { page.paragraph(at: 14, heading.english) }
        page.block(command)
    }

    package var text: String { page.text }

    package static func name(of owner: Owner) -> String { TextReport.name(of: owner) }
}
