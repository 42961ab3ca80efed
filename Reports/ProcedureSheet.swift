import ProbeCore
package import ProbeFindings

/// A procedure of the guide, for an 80-column console: prose is indented, what is to be pasted begins at the left margin.
package struct ProcedureSheet {
    private var page = TextPage(.ofGuide)

    private static let margin = TextPage.Span("    ")

    /// - Parameters:
    ///   - topic: the name that the guide has it under.
    ///   - procedure: what is done.
    ///   - host: the only kind of host to print it for; nothing for every kind.
    ///   - release: the only releases to print it for.
    package init(
        _ topic: GuideTopic, _ procedure: Procedure, for host: Procedure.Host?, _ release: Procedure.Release?
    ) {
        page.line(.init(topic.rawValue))
        say(procedure.title)
        for paragraph in procedure.introduction {
            page.gap()
            say(paragraph)
        }
        for part in procedure.parts(for: host, release) { add(part) }
        guard !procedure.related.isEmpty else { return }
        page.gap()
        say("See also: \(listing: procedure.related.map { Term($0) }).")
    }

    private mutating func add(_ part: Procedure.Part) {
        page.gap()
        page.line(.init("  " + part.place.title.text))
        for step in part.steps {
            page.gap()
            switch step {
            case .say(let sentence): say(sentence)
            case .paste(_, let text):
                for line in text.description.split(separator: "\n", omittingEmptySubsequences: false) {
                    page.line(.init(String(line)))
                }
            case .show(let table): add(table)
            }
        }
    }

    private mutating func say(_ sentence: Sentence) { page.paragraph(after: Self.margin, at: 4, sentence.text) }

    /// Columns as wide as their widest word but the last, which wraps.
    private mutating func add(_ table: Procedure.Table) {
        let rows = ([table.columns] + table.rows).map { $0.map(\.text) }
        let widths = table.columns.indices.dropLast().map { column in
            rows.map { $0.indices.contains(column) ? PlainText.width($0[column]) : 0 }.max() ?? 0
        }
        for row in rows {
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: max(0, width - PlainText.width(cell)) + 2)
            }
            let head = Self.margin.text + cells.joined()
            page.paragraph(after: .init(head), at: PlainText.width(head), row.last ?? "")
        }
    }

    package var text: String { page.text }
}
