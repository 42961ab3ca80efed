package import ProbeCore

/// Live lines on a terminal while a run goes on: one for each vantage, with what it waits for and until when.
///
/// A value fed with events; the command writes `frame` to standard error, drawn over the last one, and `clearing` before
/// the report.
package struct Progress: Hashable, Sendable {
    private struct Question: Hashable {
        let probe: ProbeID
        let subject: String
        /// When waiting for it ends at the latest, after the run's start.
        let end: Seconds?
    }

    private struct State: Hashable {
        var asked = 0
        var answered = 0
        /// In the order in which they were asked.
        var waiting: [Question] = []
    }

    private var vantages: [Vantage] = []
    private var states: [Vantage: State] = [:]
    /// Lines of the last frame.
    private var drawn = 0

    package init() {}

    package mutating func started(
        _ probe: ProbeID, about subject: any Subject, from vantage: Vantage, until end: Seconds? = nil
    ) {
        if states[vantage] == nil { vantages.append(vantage) }
        states[vantage, default: State()].asked += 1
        states[vantage, default: State()].waiting.append(
            Question(probe: probe, subject: Self.text(subject), end: end))
    }

    package mutating func finished(_ probe: ProbeID, about subject: any Subject, from vantage: Vantage) {
        guard var state = states[vantage] else { return }
        let text = Self.text(subject)
        // A question that was skipped was never asked and does not count.
        guard let index = state.waiting.firstIndex(where: { $0.probe == probe && $0.subject == text }) else { return }
        state.waiting.remove(at: index)
        state.answered += 1
        states[vantage] = state
    }

    /// What to write now: moves to the head of the last frame and draws over it (ECMA-48 CUU, EL and ED).
    ///
    /// - Parameters:
    ///   - columns: the terminal's width; the last column stays free, where some terminals wrap.
    ///   - rows: the terminal's height; a frame that scrolls could not be drawn over.
    /// - Returns: the lines with the control sequences around them.
    package mutating func frame(columns: Int, rows: Int) -> String {
        let lines = lines(columns: columns, rows: rows)
        defer { drawn = lines.count }
        return head + lines.map { $0 + "\u{1b}[K" }.joined(separator: "\n") + (drawn > lines.count ? "\u{1b}[J" : "")
    }

    /// Leaves nothing of the last frame.
    package mutating func clearing() -> String {
        defer { drawn = 0 }
        return drawn == 0 ? "" : head + "\u{1b}[J"
    }

    private var head: String { drawn > 1 ? "\r\u{1b}[\(drawn - 1)A" : "\r" }

    /// A line for each vantage, never wider than the terminal, and nothing but printable ASCII.
    func lines(columns: Int, rows: Int) -> [String] {
        let width = min(max(columns, 20), 200) - 1
        let most = min(max(rows, 2), 12) - 1
        let shown = vantages.count <= most ? vantages : Array(vantages.prefix(max(0, most - 1)))
        let names = shown.map { PlainText(isASCII: true).line($0.description) }
        let column = min(names.map { PlainText.width($0) }.max() ?? 0, max(4, width / 3))
        var lines = zip(shown, names).map { vantage, name in
            let state = states[vantage] ?? State()
            let count = "\(state.answered)/\(state.asked)"
            let head = Self.fitted(name, to: column) + "  " + count
            guard let oldest = state.waiting.first else { return Self.cut(head, to: width) }
            let more = state.waiting.count > 1 ? " " + phrase("and \(state.waiting.count - 1) more") : ""
            let end = oldest.end.map { ", " + phrase("until \(verbatim: TextReport.seconds($0)) s") } ?? ""
            let subject = oldest.subject.isEmpty ? "" : " " + oldest.subject
            let what = PlainText(isASCII: true).line("\(oldest.probe)\(subject)")
            // Until when matters more than the end of a long name.
            let room = width - head.count - 2 - PlainText.width(end) - PlainText.width(more)
            return Self.cut(head + "  " + Self.cut(what, to: max(12, room)) + more + end, to: width)
        }
        if shown.count < vantages.count {
            lines.append(Self.cut(phrase("and \(vantages.count - shown.count) more vantages"), to: width))
        }
        return lines
    }

    private static func fitted(_ text: String, to width: Int) -> String {
        let cut = cut(text, to: width)
        return cut + String(repeating: " ", count: max(0, width - cut.count))
    }

    private static func cut(_ text: String, to width: Int) -> String {
        PlainText.shortened(text, to: width)
    }

    private static func text(_ subject: any Subject) -> String {
        switch subject {
        case let endpoint as Endpoint: endpoint.description
        case let name as Name: name.host.description
        default: ""
        }
    }
}
