package import ProbeCore
package import ProbeFindings

extension Diagnosis {
    /// Judges a survey: a pure function, the same for a run of this minute and for a recording of last month.
    package init(of survey: Survey) {
        let findings = Rulebook.findings(in: survey)
        let rows = NeededRow.all(in: survey)
        let verdict = Verdict(rows: rows, findings: findings, in: survey)
        let sentence = VerdictSentence(verdict: verdict, rows: rows, findings: findings, survey: survey)
        self.init(
            verdict: verdict, summary: sentence.text, transports: Transports(of: survey).states, findings: findings)
    }
}
