import ProbeCore
package import ProbeFindings

/// What there is to say about a cause, for `edgeprobe explain`: its card, and what the rules of this version make of it.
package struct CausePage: Sendable {
    package let cause: Cause

    package init(of cause: Cause) { self.cause = cause }

    package var card: Card { cause.card }

    /// The causes that the rules of this version explain away once this one is found.
    package var explains: [Cause] {
        Rulebook.rules.filter { $0.causes.contains(cause) }.flatMap { $0.explains }.filter { $0 != cause }.uniqued
            .sorted { $0.rawValue < $1.rawValue }
    }

    /// Whether this version has a rule that finds the cause.
    package var isRecognised: Bool { Rulebook.known.contains(cause) }

    /// The causes whose ids are nearest to a word, for somebody who mistyped one.
    package static func nearest(to word: String) -> [Cause] {
        Spelling.nearest(to: word, among: Cause.allCases, by: \.rawValue)
    }
}
