import ProbeCore
import ProbeLinux

/// What somebody meant who wrote a word that is no command.
enum Misspelling {
    /// The parser's complaint; with the command that was meant, where the first word is one but for a letter or two.
    static func explained(_ complaint: Sentence, _ text: String) -> Sentence {
        guard let word = ProcessTitle.arguments.first, !word.hasPrefix("-"), text.contains("'\(word)'"),
            let command = closest(to: word, among: Array(Edgeprobe.examples.keys))
        else { return complaint }
        return "\(complaint). Did you mean edgeprobe \(verbatim: command)?"
    }

    /// The nearest of some words, no further away than two letters of at least four.
    static func closest(to word: String, among words: [String]) -> String? {
        guard (4...20).contains(word.count) else { return nil }
        return words.sorted().map { (word: $0, distance: distance(Array(word.utf8), Array($0.utf8))) }
            .filter { $0.distance <= 2 }.min { $0.distance < $1.distance }?.word
    }

    /// Letters put in, left out, changed or swapped (the optimal string alignment distance).
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var rows = [Array(0...b.count)]
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
