import ProbeCore
package import ProbeEvidence

extension Symptom {
    /// What a text may be about.
    ///
    /// - Parameters:
    ///   - text: a name such as `agent-stops`, a few words, a heading of the page, or a line of a log.
    ///   - codes: what the text says as a line of a log.
    /// - Returns: one symptom, or several that it fits equally well; none where nothing is known of it.
    package static func matching(_ text: String, saying codes: Set<LogCode> = []) -> [Symptom] {
        let text = SymptomText(text)
        guard !text.words.isEmpty else { return [] }
        let ranked = allCases.map { symptom in
            (fit: symptom.isGivenAway(by: codes) ? .phrase : symptom.fit(text), symptom: symptom)
        }
        guard let best = ranked.map(\.fit).max(), best > .none else { return [] }
        return ranked.filter { $0.fit == best }.map(\.symptom)
    }

    /// One of its causes is one that a log tells so.
    private func isGivenAway(by codes: Set<LogCode>) -> Bool {
        page.logs.contains { !codes.isDisjoint(with: $0.card.signatures) }
    }

    /// How well a text fits, from not at all.
    private enum Fit: Int, Comparable {
        case none
        /// A few words that the symptom has as well.
        case loose
        /// A code that somebody asks about.
        case code
        /// The beginning or a part of what a log says.
        case part
        /// How people put it.
        case words
        /// What a log or a heading says.
        case phrase
        /// Its name.
        case name

        static func < (left: Fit, right: Fit) -> Bool { left.rawValue < right.rawValue }
    }

    /// More words are no question any more, and code and words in it mean nothing by themselves.
    private static let longestQuestion = 8

    private func fit(_ text: SymptomText) -> Fit {
        let marks = Self.marks[self] ?? []
        if text.words == SymptomText(rawValue).words { return .name }
        let phrases = marks.compactMap(\.phrase)
        if phrases.contains(where: text.contains) { return .phrase }
        let joined = text.joined
        if marks.compactMap(\.heading).contains(where: { joined.contains($0) }) { return .phrase }
        guard text.words.count <= Self.longestQuestion else { return .none }
        if marks.compactMap(\.words).contains(where: text.hasEach) { return .words }
        let telling = text.telling
        if telling.words.count >= 2, phrases.contains(where: { $0.contains(text) || $0.hasEach(of: telling) }) {
            return .part
        }
        if marks.compactMap(\.status).contains(where: text.words.contains) { return .code }
        let vocabulary = SymptomText("\(rawValue) \(page.title.english)")
        return vocabulary.hasEach(of: telling) ? .loose : .none
    }

    /// A mark with its words made ready.
    private enum ReadyMark {
        case phrase(SymptomText)
        case words(SymptomText)
        case status(String)
        case heading(String)

        var phrase: SymptomText? {
            if case .phrase(let text) = self { text } else { nil }
        }
        var words: SymptomText? {
            if case .words(let text) = self { text } else { nil }
        }
        var status: String? {
            if case .status(let code) = self { code } else { nil }
        }
        var heading: String? {
            if case .heading(let text) = self { text } else { nil }
        }

        init(_ mark: SymptomPage.Mark) {
            self =
                switch mark {
                case .phrase(let text): .phrase(SymptomText(text))
                case .words(let text): .words(SymptomText(text))
                case .status(let code): .status(String(code))
                case .heading(let text): .heading(SymptomText(text).joined)
                }
        }
    }

    /// The marks of each page.
    private static let marks = Dictionary(
        uniqueKeysWithValues: allCases.map { symptom in
            (symptom, symptom.page.marks.map(ReadyMark.init))
        })
}
