package import ProbeCore

/// The live line on a terminal while a run goes on: how much is answered from where, and what is waited for.
///
/// A value fed with events; the command writes `line` to standard error, redrawn over the last one, and `clearing` before
/// the report.
package struct Progress: Hashable, Sendable {
    private struct Question: Hashable {
        let probe: ProbeID
        let subject: String
    }

    private struct State: Hashable {
        var asked = 0
        var answered = 0
        /// In the order in which they were asked.
        var waiting: [Question] = []
    }

    /// The carriage return and "erase in line" (ECMA-48 EL) that make room for the next line.
    package static let clearing = "\r\u{1b}[K"

    private let columns: Int
    private var vantages: [Vantage] = []
    private var states: [Vantage: State] = [:]

    /// - Parameter columns: the terminal's width; the last column stays free, where some terminals wrap.
    package init(columns: Int = 80) { self.columns = min(max(columns, 20), 80) - 1 }

    package mutating func started(_ probe: ProbeID, about subject: any Subject, from vantage: Vantage) {
        if states[vantage] == nil { vantages.append(vantage) }
        states[vantage, default: State()].asked += 1
        states[vantage, default: State()].waiting.append(Question(probe: probe, subject: Self.text(subject)))
    }

    package mutating func finished(_ probe: ProbeID, about subject: any Subject, from vantage: Vantage) {
        guard var state = states[vantage] else { return }
        let question = Question(probe: probe, subject: Self.text(subject))
        // A question that was skipped was never asked and does not count.
        guard let index = state.waiting.firstIndex(of: question) else { return }
        state.waiting.remove(at: index)
        state.answered += 1
        states[vantage] = state
    }

    /// What to draw: never wider than the terminal, and nothing but printable ASCII behind the clearing.
    package var line: String {
        let counts = vantages.map { vantage in
            let state = states[vantage] ?? State()
            return "\(vantage) \(state.answered)/\(state.asked)"
        }.joined(separator: "  ")
        let oldest = vantages.lazy.compactMap { states[$0]?.waiting.first }.first
        let text = oldest.map { "\(counts)  waiting for \($0.probe) \($0.subject)" } ?? counts
        let plain = PlainText(isASCII: true).line(text)
        return Self.clearing + (plain.count > columns ? plain.prefix(columns - 3) + "..." : plain)
    }

    private static func text(_ subject: any Subject) -> String {
        switch subject {
        case let endpoint as Endpoint: endpoint.description
        case let name as Name: name.host.description
        default: ""
        }
    }
}
