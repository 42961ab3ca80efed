import ProbeCore
import ProbeFindings

/// What a finding is not, and what it could still be, in words.
struct DifferentialWords {
    /// The look-alikes that were excluded, in one line; nothing where there are none.
    let excluded: Sentence?
    /// A sentence for each look-alike that could not be excluded, to stand behind "Could still be:".
    let doubts: [Sentence]

    init(_ finding: Finding) {
        let differential = finding.differential ?? Differential()
        let lookAlikes = finding.cause.card.lookAlikes
        let names = differential.excluded.map { exclusion -> Sentence in
            "\(term: Term(exclusion.cause)) (\(exclusion.telling.noun))"
        }
        excluded = names.isEmpty ? nil : "\(listing: names)."
        let unknown: Sentence = "something that is not known: see what is unexplained below."
        doubts =
            differential.open.map { doubt in
                Self.sentence(doubt, difference: lookAlikes.first { $0.cause == doubt.cause }?.difference)
            } + (differential.unexplained.isEmpty ? [] : [unknown])
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
