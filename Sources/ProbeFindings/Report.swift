package import ProbeCore
package import ProbeEvidence

/// Everything a renderer gets: one value, rendered to text, JSON and the rest.
package struct Report: Sendable {
    package struct Run: Sendable {
        package var id: String
        package var startedAt: Timestamp
        package var duration: Seconds
        package var isComplete: Bool
        /// Without secrets.
        package var arguments: [String]

        package init(id: String, startedAt: Timestamp, duration: Seconds, isComplete: Bool, arguments: [String]) {
            self.id = id
            self.startedAt = startedAt
            self.duration = duration
            self.isComplete = isComplete
            self.arguments = arguments
        }
    }

    /// What stands for something else in a report that was redacted.
    package struct Redaction: Codable, Hashable, Sendable {
        /// Names and addresses that pseudonyms stand for.
        package var names: Int
        package var addresses: Int
        /// Left out: certificates, and texts that the network supplied.
        package var certificates: Int
        package var texts: Int

        package init(names: Int, addresses: Int, certificates: Int, texts: Int) {
            self.names = names
            self.addresses = addresses
            self.certificates = certificates
            self.texts = texts
        }
    }

    package static let formatVersion = 1

    package var toolVersion: String
    package var run: Run
    package var device: DeviceFacts
    package var survey: Survey
    package var diagnosis: Diagnosis
    /// Sentences about the run itself, such as a stripped scheme or a vantage that could not be built.
    package var notes: [Sentence]
    /// Nothing in a report as it was measured.
    package var redaction: Redaction?
    /// The dialect that fixes are printed in where they have it; nothing for that of whoever has to make them.
    package var dialect: Dialect?
    /// Whoever gates something on it takes warnings for failures: `--strict`.
    package var isStrict = false

    package init(
        toolVersion: String, run: Run, device: DeviceFacts, survey: Survey, diagnosis: Diagnosis, notes: [Sentence] = []
    ) {
        self.toolVersion = toolVersion
        self.run = run
        self.device = device
        self.survey = survey
        self.diagnosis = diagnosis
        self.notes = notes
    }
}
