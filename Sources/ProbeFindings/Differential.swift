import ProbeCore

/// What else a finding could be: the look-alikes of its cause, and what became of each.
package struct Differential: Hashable, Sendable {
    /// A look-alike that it is not.
    package struct Exclusion: Hashable, Sendable {
        package let cause: Cause
        /// What tells the two apart.
        package let telling: Telling
        /// The observations that did: of what the finding is about, and those that were compared with them.
        package let observations: [Int]
        /// Those of them that are of something else, or were asked in another way than clients ask.
        package let controls: [Int]

        package init(_ cause: Cause, _ telling: Telling, _ observations: [Int], controls: [Int] = []) {
            self.cause = cause
            self.telling = telling
            self.observations = observations
            self.controls = controls
        }
    }

    /// A look-alike that it could still be.
    package struct Doubt: Hashable, Sendable {
        package enum Reason: String, Codable, Hashable, Sendable {
            /// The run did not look.
            case notMeasured = "not-measured"
            /// Only root may look.
            case needsRoot = "needs-root"
            /// What was seen speaks for both.
            case contradictory
            /// The run looked, and what it saw tells nothing.
            case noEvidence = "no-evidence"
        }

        package let cause: Cause
        package let telling: Telling
        package let reason: Reason

        package init(_ cause: Cause, _ telling: Telling, _ reason: Reason) {
            self.cause = cause
            self.telling = telling
            self.reason = reason
        }
    }

    package var excluded: [Exclusion]
    package var open: [Doubt]
    /// Observations out of the ordinary that no finding accounts for, and that this one may have something to do with.
    package var unexplained: [Int]

    package init(excluded: [Exclusion] = [], open: [Doubt] = [], unexplained: [Int] = []) {
        self.excluded = excluded
        self.open = open
        self.unexplained = unexplained
    }

    /// Nothing else is left that it could be.
    package var isSettled: Bool { open.isEmpty && unexplained.isEmpty }
}
