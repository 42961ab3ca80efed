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
    /// A clause that says why.
    package let sentence: Sentence

    package var description: String { sentence.english }

    package init(_ code: Code, _ sentence: Sentence) {
        self.code = code
        self.sentence = sentence
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
        /// What was seen is longer than what a report takes of one observation.
        case tooLong = "too-long"
        /// A library refused its service.
        case library
    }

    package let code: Code
    /// A clause that the reader can act on, with what whoever refused said of it, such as an errno.
    package let sentence: Sentence

    package var description: String { sentence.english }

    private init(_ code: Code, _ sentence: Sentence) {
        self.code = code
        self.sentence = sentence
    }

    private init(_ code: Code, _ sentence: Sentence, because cause: Sentence?) {
        self.init(code, cause.map { "\(sentence) (\($0))" } ?? sentence)
    }

    /// The system refused what no network has a part in.
    package static func systemRefused(_ what: Sentence, because cause: Sentence? = nil) -> ProbeError {
        ProbeError(.system, what, because: cause)
    }

    /// A limit of the process or of the machine is reached; the sentence says how to raise it.
    package static func outOfDescriptors(_ sentence: Sentence) -> ProbeError { ProbeError(.descriptors, sentence) }

    /// The task was cancelled before the question had its answer.
    package static func cancelled(_ action: Sentence) -> ProbeError {
        ProbeError(.interrupted, "\(action) was cancelled")
    }

    /// The run ended, and nothing more can arrive.
    package static let runEnded = ProbeError(.interrupted, "the run ended before the answer")

    /// The worker process ended, and how.
    package static func workerEnded(_ how: Sentence) -> ProbeError { ProbeError(.worker, how) }

    /// What was seen is longer than a parent takes.
    package static let tooLong = ProbeError(.tooLong, "what was seen is too long to be recorded")

    /// A library, or a part of this program, was given what it cannot work with.
    package static func libraryRefused(_ what: Sentence, because cause: Sentence? = nil) -> ProbeError {
        ProbeError(.library, what, because: cause)
    }

    /// Of a report.
    package static func recorded(_ code: Code, _ sentence: Sentence) -> ProbeError { ProbeError(code, sentence) }
}
