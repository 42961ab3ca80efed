/// One outcome of a run with its place and time: what the report calls an observation.
package struct Observation: Sendable {
    package let index: Int
    package let probe: ProbeID
    package let vantage: Vantage
    package let subject: any Subject
    package let outcome: Outcome<any Codable & Hashable & Sendable>
    /// After the run's start.
    package let startedAt: Seconds
    package let duration: Seconds

    package init(
        index: Int, probe: ProbeID, vantage: Vantage, subject: any Subject,
        outcome: Outcome<any Codable & Hashable & Sendable>, startedAt: Seconds, duration: Seconds
    ) {
        self.index = index
        self.probe = probe
        self.vantage = vantage
        self.subject = subject
        self.outcome = outcome
        self.startedAt = startedAt
        self.duration = duration
    }
}
