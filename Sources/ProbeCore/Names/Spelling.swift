/// How near a mistyped word is to words that are known.
package enum Spelling {
    /// The things whose ids are nearest to a word.
    ///
    /// - Parameters:
    ///   - word: what somebody typed; it may be a part of an id, or stop early.
    ///   - things: what may have been meant.
    ///   - id: its name, in small letters; what stands behind a dot in it counts as a name too.
    /// - Returns: five of them at most, the nearest first; nothing where none is near.
    package static func nearest<Thing>(to word: String, among things: [Thing], by id: (Thing) -> String) -> [Thing] {
        let word = String(word.lowercased().prefix(80))
        let ranked = things.map { thing -> (distance: Int, id: String, thing: Thing) in
            let id = id(thing)
            let tail = String(id.drop { $0 != "." }.dropFirst())
            let isPart = word.count >= 3 && (id.contains(word) || tail == word)
            // A word may stop early.
            let head = String(id.prefix(word.count + 1))
            let nearest = min(distance(word, id), distance(word, tail) + 1, distance(word, head) + 1)
            return (isPart ? 0 : nearest, id, thing)
        }
        let best = ranked.map(\.distance).min() ?? 0
        guard best <= max(3, word.count / 2) else { return [] }
        return ranked.filter { $0.distance <= best + 1 }.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
            .prefix(5).map(\.thing)
    }

    /// Levenshtein's distance, in bytes.
    package static func distance(_ left: String, _ right: String) -> Int {
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
