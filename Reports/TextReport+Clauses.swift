import ProbeCore
import ProbeFindings

extension TextReport {
    /// More proofs than these convince nobody further, and a console shows 24 lines.
    private static let mostClauses = 5

    /// The proofs that a console has room for: one of each kind before a second of any, in the order that they have.
    static func fewClauses(of finding: Finding) -> [String] {
        let clauses = clauses(of: finding).map(\.text)
        guard clauses.count > mostClauses else { return clauses }
        var kinds: Set<String> = []
        let firsts = clauses.indices.filter { kinds.insert(kind(of: clauses[$0])).inserted }
        let others = clauses.indices.filter { !firsts.contains($0) }
        let shown = (firsts + others).prefix(mostClauses - 1).sorted()
        return shown.map { clauses[$0] }
            + ["and \(clauses.count - shown.count) more of the kind; the JSON report has them all"]
    }

    /// The proofs, alike ones once, each with the observations that carry it.
    static func clauses(of finding: Finding) -> [(text: String, observations: [Int])] {
        var texts: [(key: String, text: String)] = []
        var observations: [String: Set<Int>] = [:]
        for proof in finding.evidence {
            let key = withoutDurations(proof.shows)
            if observations[key] == nil { texts.append((key, proof.shows)) }
            observations[key, default: []].insert(proof.observation)
        }
        return texts.map { ($0.text, (observations[$0.key] ?? []).sorted()) }
    }

    /// What the proof says but for addresses, ports and counts.
    private static func kind(of clause: String) -> String { clause.filter { !$0.isNumber && $0 != "." } }

    /// What the proof says but for how long it took, which no two observations have in common.
    private static func withoutDurations(_ clause: String) -> String {
        var words = clause.split(separator: " ", omittingEmptySubsequences: false)
        for index in words.indices.dropLast() where Double(words[index]) != nil {
            let unit = words[index + 1].prefix { $0.isLetter }
            if unit == "ms" || unit == "s" { words[index] = "" }
        }
        return words.joined(separator: " ")
    }
}
