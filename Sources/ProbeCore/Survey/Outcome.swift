/// What became of one question: evidence, or why there is none.
///
/// Severity never lives here.
package enum Outcome<Evidence: Sendable>: Sendable {
    case seen(Evidence)
    case skipped(SkipReason)
    case failed(ProbeError)

    package var evidence: Evidence? {
        guard case .seen(let evidence) = self else { return nil }
        return evidence
    }

    package func map<Other>(_ transform: (Evidence) -> Other) -> Outcome<Other> {
        switch self {
        case .seen(let evidence): .seen(transform(evidence))
        case .skipped(let reason): .skipped(reason)
        case .failed(let error): .failed(error)
        }
    }
}

/// Why a question was not asked.
package struct SkipReason: Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Codable, Hashable, Sendable {
        /// A rung below it did not hold.
        case prerequisite
        /// Nothing needed explaining.
        case notNeeded = "not-needed"
        /// The command line left it out.
        case excluded
        /// A privilege is missing.
        case capability
        /// The run ended first.
        case budget
        /// The run was interrupted.
        case interrupted
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

/// Why a question could not be asked or brought to an end: the tool's own trouble, never the network's.
package struct ProbeError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Codable, Hashable, Sendable {
        /// A system call failed for a reason that says nothing about the network.
        case system
        /// The descriptor limit is reached.
        case descriptors
        /// The probe took longer than its patience.
        case patience
        /// The run's budget ended.
        case budget
        /// SIGINT or SIGTERM.
        case interrupted
        /// The worker process ended before the answer.
        case worker
        /// A library refused its service.
        case library
    }

    package let code: Code
    /// A sentence that the reader can act on.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
