import ProbeCore
import ProbeFindings

extension TextReport {
    /// The tool's own troubles, apart from what it says of the network: what it could not ask, and why.
    ///
    /// Questions that nothing called for, that stood on a rung that did not hold or that the command line left out are
    /// no trouble.
    mutating func unasked() {
        let clauses = Self.troubles(in: report).map(\.text)
        guard !clauses.isEmpty else { return }
        page.gap()
        page.paragraph(after: .init(phrase("Not asked")), at: 11, clauses.joined(separator: "; ") + ".")
    }

    /// A clause for each reason, with the probes that it kept from their answers.
    static func troubles(in report: Report) -> [Sentence] {
        var reasons: [Sentence] = []
        var probes: [Sentence: [ProbeID]] = [:]
        for observation in report.survey.observations {
            let reason: Sentence
            switch observation.outcome {
            case .seen: continue
            case .skipped(let skip):
                guard [.capability, .budget, .interrupted].contains(skip.code) else { continue }
                reason = skip.sentence
            case .failed(let error): reason = error.sentence
            }
            if probes[reason] == nil { reasons.append(reason) }
            if probes[reason]?.contains(observation.probe) != true {
                probes[reason, default: []].append(observation.probe)
            }
        }
        let clauses = reasons.prefix(5).map { reason -> Sentence in
            let all = probes[reason] ?? []
            let names = all.prefix(4)
            return all.count > names.count
                ? "\(listing: names) and \(all.count - names.count) more: \(reason)"
                : "\(listing: names): \(reason)"
        }
        return reasons.count > 5 ? clauses + ["and \(reasons.count - 5) other reasons"] : clauses
    }
}
