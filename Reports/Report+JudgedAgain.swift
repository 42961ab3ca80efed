package import ProbeFindings

extension Report {
    /// The report with what today's rules make of its survey, each finding under the number that it had.
    ///
    /// Of the report as it was written only the order of its findings counts, no text of it. One that today's rules do not
    /// make keeps its number and has no remedy; what they make besides comes last.
    package func judgedAgain(_ diagnosis: Diagnosis) -> Report {
        var report = self
        report.diagnosis = diagnosis
        report.diagnosis.findings = numbered(diagnosis.findings)
        return report
    }

    private func numbered(_ findings: [Finding]) -> [Finding] {
        var rest = findings
        func taken(where matches: (Finding) -> Bool) -> Finding? {
            rest.firstIndex(where: matches).map { rest.remove(at: $0) }
        }
        let keys = diagnosis.findings.map { ($0, Comparison.Key($0, in: self)) }
        var places = keys.map { old, key in
            taken { Comparison.Key($0, in: self) == key && $0.vantages == old.vantages }
        }
        for (index, (old, key)) in keys.enumerated() where places[index] == nil {
            var gone = old
            gone.remedies = []
            places[index] = taken { Comparison.Key($0, in: self) == key } ?? gone
        }
        return places.compactMap(\.self) + rest
    }
}
