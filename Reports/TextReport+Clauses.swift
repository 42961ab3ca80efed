import ProbeCore
import ProbeFindings

extension TextReport {
    /// More proofs than these convince nobody further, and a console shows 24 lines.
    private static let mostClauses = 5

    /// The proofs that a console has room for: one of each kind before a second of any, in the order that they have.
    static func fewClauses(of finding: Finding) -> [Sentence] {
        let clauses = clauses(of: finding)
        guard clauses.count > mostClauses else { return clauses.map(\.shows) }
        var kinds: Set<String> = []
        // Proofs of one kind have one key; they differ in addresses, ports and counts.
        let firsts = clauses.indices.filter { kinds.insert(clauses[$0].shows.key).inserted }
        let others = clauses.indices.filter { !firsts.contains($0) }
        let shown = (firsts + others).prefix(mostClauses - 1).sorted()
        return shown.map { clauses[$0].shows }
            + ["and \(clauses.count - shown.count) more of the kind; the JSON report has them all"]
    }

    /// A proof, and the observations that carry it.
    struct Clause {
        let shows: Sentence
        let observations: [Int]
    }

    /// The proofs, alike ones once, each with the observations that carry it.
    static func clauses(of finding: Finding) -> [Clause] {
        var order: [(same: Sentence, shows: Sentence)] = []
        var observations: [Sentence: Set<Int>] = [:]
        for proof in finding.evidence {
            let same = proof.shows.withoutDurations
            if observations[same] == nil { order.append((same, proof.shows)) }
            observations[same, default: []].insert(proof.observation)
        }
        return order.map { Clause(shows: $0.shows, observations: (observations[$0.same] ?? []).sorted()) }
    }
}

extension Sentence {
    /// The sentence but for how long things took, which no two observations have in common.
    fileprivate var withoutDurations: Sentence {
        replacing { argument in
            guard case .duration = argument else { return argument }
            return .duration(Seconds(0))
        }
    }
}
