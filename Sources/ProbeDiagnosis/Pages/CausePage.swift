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
    package var isRecognised: Bool { Rulebook.rules.contains { $0.causes.contains(cause) } }

    /// The causes whose ids are nearest to a word, for somebody who mistyped one.
    package static func nearest(to word: String) -> [Cause] {
        let word = String(word.lowercased().prefix(80))
        let ranked = Cause.allCases.map { cause -> (distance: Int, cause: Cause) in
            let id = cause.rawValue
            let tail = String(id.drop { $0 != "." }.dropFirst())
            let isPart = word.count >= 3 && (id.contains(word) || tail == word)
            // A word may stop early.
            let head = String(id.prefix(word.count + 1))
            return (isPart ? 0 : min(distance(word, id), distance(word, tail) + 1, distance(word, head) + 1), cause)
        }
        let best = ranked.map(\.distance).min() ?? 0
        guard best <= max(3, word.count / 2) else { return [] }
        return ranked.filter { $0.distance <= best + 1 }.sorted {
            ($0.distance, $0.cause.rawValue) < ($1.distance, $1.cause.rawValue)
        }.prefix(5).map(\.cause)
    }

    /// Levenshtein's distance.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for other in right.indices {
                let substituted = diagonal + (byte == right[other] ? 0 : 1)
                diagonal = row[other + 1]
                row[other + 1] = min(substituted, row[other] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
