import ProbeFindings

/// What a finding is not, and what it could still be, in words.
struct DifferentialWords {
    /// The look-alikes that were excluded, in one line; nothing where there are none.
    let excluded: String?
    /// A sentence for each look-alike that could not be excluded.
    let doubts: [String]

    init(_ finding: Finding) {
        let differential = finding.differential ?? Differential()
        let lookAlikes = finding.cause.card.lookAlikes
        let names = differential.excluded.map { "\($0.cause.rawValue) (\($0.telling.noun))" }
        excluded = names.isEmpty ? nil : names.joined(separator: ", ") + "."
        doubts =
            differential.open.map { doubt in
                let difference = lookAlikes.first { $0.cause == doubt.cause }?.difference
                let condition = difference.map { " (\($0))" } ?? ""
                return "\(doubt.cause.rawValue)\(condition): \(doubt.telling.noun) would tell; "
                    + "\(Self.reason(doubt.reason))."
            }
            + (differential.unexplained.isEmpty
                ? [] : ["something that is not known: see what is unexplained below."])
    }

    private static func reason(_ reason: Differential.Doubt.Reason) -> String {
        switch reason {
        case .notMeasured: "it was not measured"
        case .needsRoot: "only root may look"
        case .contradictory: "what was seen speaks for both"
        case .noEvidence: "what was seen does not say"
        }
    }
}
