import ProbeCore
import ProbeFindings

/// What a finding is not, and what it could still be, in words.
struct DifferentialWords {
    /// The look-alikes that were excluded, in one line, and what each was compared with; nothing where there are none.
    let excluded: Sentence?
    /// A sentence for each look-alike that could not be excluded, to stand behind "Could still be:".
    let doubts: [Sentence]

    init(_ finding: Finding) {
        let differential = finding.differential ?? Differential()
        let lookAlikes = finding.cause.card.lookAlikes
        let groups = Self.groups(differential.excluded)
        excluded = groups.isEmpty ? nil : "\(listing: groups)."
        let unknown: Sentence = "something that is not known: see what is unexplained below."
        doubts =
            differential.open.map { doubt in
                Self.sentence(doubt, difference: lookAlikes.first { $0.cause == doubt.cause }?.difference)
            } + (differential.unexplained.isEmpty ? [] : [unknown])
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

    private static func sentence(_ doubt: Differential.Doubt, difference: Sentence?) -> Sentence {
        let cause = Term(doubt.cause)
        let other: Sentence = difference.map { "\(term: cause) (\($0))" } ?? "\(term: cause)"
        let telling = doubt.telling.noun
        return switch doubt.reason {
        case .notMeasured: "\(other); \(telling) would tell, but it was not measured."
        case .needsRoot: "\(other); \(telling) would tell, but only root may look."
        case .contradictory: "\(other); \(telling) would tell, but what was seen speaks for both."
        case .noEvidence: "\(other); \(telling) would tell, but what was seen does not say."
        }
    }
}
