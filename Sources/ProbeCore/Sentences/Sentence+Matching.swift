extension Sentence {
    /// The same sentence with what a text has in its places, each as short as it can be; nothing where the text is another.
    ///
    /// For what a library says in English alone.
    package func matched(in text: String) -> Sentence? {
        var found: [Piece] = []
        var rest = text[...]
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .words(let words):
                guard rest.hasPrefix(words) else { return nil }
                rest = rest.dropFirst(words.count)
                found.append(piece)
            case .place:
                var end = rest.endIndex
                if pieces.indices.contains(index + 1), case .words(let next) = pieces[index + 1] {
                    // The last words of all end the text; others are found where they first stand.
                    let isLast = index + 2 == pieces.count
                    guard
                        let start = isLast
                            ? rest.hasSuffix(next) ? rest.index(rest.endIndex, offsetBy: -next.count) : nil
                            : rest.firstRange(of: next)?.lowerBound
                    else { return nil }
                    end = start
                }
                found.append(.place(.term(Term(verbatim: String(rest[..<end])))))
                rest = rest[end...]
            }
        }
        return rest.isEmpty ? Sentence(pieces: found) : nil
    }
}
