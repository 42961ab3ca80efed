import ProbeCore
import ProbeFindings

/// What a finding is not, and what it could still be, in words.
struct DifferentialWords {
    /// The look-alikes that were excluded, in one line, and what each was compared with; nothing where there are none.
    let excluded: Sentence?
    /// What could not be excluded, a sentence for each look that would tell, to stand behind "Could still be:".
    let doubts: [Sentence]

    init(_ finding: Finding) {
        let differential = finding.differential ?? Differential()
        let lookAlikes = finding.cause.card.lookAlikes
        let groups = Self.groups(differential.excluded)
        excluded = groups.isEmpty ? nil : "\(listing: groups)."
        let unknown: Sentence = "something that is not known: see what is unexplained below."
        doubts =
            Self.doubts(differential.open, lookAlikes)
            + (differential.unexplained.isEmpty ? [] : [unknown])
    }

    /// Numbers of more observations than these tell nobody more; the JSON report has them all.
    private static let mostControls = 4

    /// A clause for each comparison, with all that it excludes.
    private static func groups(_ exclusions: [Differential.Exclusion]) -> [Sentence] {
        var causes: [Distinction: [Term]] = [:]
        for exclusion in exclusions { causes[Distinction(exclusion), default: []].append(Term(exclusion.cause)) }
        return exclusions.map { Distinction($0) }.uniqued.map { distinction in
            let names = causes[distinction] ?? []
            let controls = distinction.controls
            guard !controls.isEmpty else { return "\(names) (\(distinction.telling.noun))" }
            guard controls.count > mostControls else {
                return "\(names) (\(distinction.telling.noun): compared with \(.observation, controls))"
            }
            return """
                \(names) (\(distinction.telling.noun): compared with observations \
                \(listing: controls.prefix(mostControls - 1)) and \(controls.count - mostControls + 1) more)
                """
        }
    }

    /// What tells look-alikes apart, and the observations that the finding's own were compared with.
    private struct Distinction: Hashable {
        let telling: Telling
        let controls: [Int]

        init(_ exclusion: Differential.Exclusion) {
            telling = exclusion.telling
            controls = exclusion.controls
        }
    }

    /// A sentence for all that one look would tell apart, causes that differ in the same way together.
    private static func doubts(_ open: [Differential.Doubt], _ lookAlikes: [Card.LookAlike]) -> [Sentence] {
        open.map { Missing($0) }.uniqued.map { missing in
            let others = open.filter { Missing($0) == missing }
            let differences = others.map { doubt in lookAlikes.first { $0.cause == doubt.cause }?.difference }
            let named = differences.uniqued.map { difference -> Sentence in
                let names = zip(others, differences).filter { $0.1 == difference }.map { Term($0.0.cause) }
                return difference.map { "\(names) (\($0))" } ?? "\(names)"
            }
            return sentence("\(listing: named)", missing)
        }
    }

    /// What would have told, and why it did not.
    private struct Missing: Hashable {
        let telling: Telling
        let reason: Differential.Doubt.Reason

        init(_ doubt: Differential.Doubt) {
            telling = doubt.telling
            reason = doubt.reason
        }
    }

    private static func sentence(_ others: Sentence, _ missing: Missing) -> Sentence {
        let telling = missing.telling.noun
        return switch missing.reason {
        case .notMeasured: "\(others); \(telling) would tell, but it was not measured."
        case .needsRoot: "\(others); \(telling) would tell, but only root may look."
        case .contradictory: "\(others); \(telling) would tell, but what was seen speaks for both."
        case .noEvidence: "\(others); \(telling) would tell, but what was seen does not say."
        }
    }
}
