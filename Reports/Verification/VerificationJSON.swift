import FoundationEssentials
import ProbeCore
import ProbeFindings

/// A verification for programs.
package enum VerificationJSON {
    package static func render(_ verification: Verification) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Document(verification)), as: UTF8.self) + "\n"
    }

    private struct Cause: Encodable {
        let cause: String
        let severity: Finding.Severity
        let vantages: [Vantage]
        let summary: String
        let place: String?

        init(_ finding: Finding) {
            cause = finding.cause.rawValue
            severity = finding.severity
            vantages = finding.vantages
            summary = finding.summary.english
            place = TextReport.place(finding.location)?.english
        }
    }

    private struct Item: Encodable {
        enum State: String, Encodable {
            case gone
            case stillThere = "still-there"
            case another
            case notMeasured = "not-measured"
        }

        let number: Int
        let was: Cause
        let state: State
        let now: [Cause]
        let reason: String?

        init(_ item: Verification.Item) {
            number = item.number
            was = Cause(item.finding)
            switch item.state {
            case .gone: (state, now, reason) = (.gone, [], nil)
            case .stillThere(let finding): (state, now, reason) = (.stillThere, [Cause(finding)], nil)
            case .another(let findings): (state, now, reason) = (.another, findings.map(Cause.init), nil)
            case .notMeasured(let sentence): (state, now, reason) = (.notMeasured, [], sentence.english)
            }
        }
    }

    private struct Document: Encodable {
        var formatVersion = 1
        let report: String
        let run: String
        let startedAt: Timestamp
        let hub: HostName
        let findings: [Item]
        let appeared: [Cause]

        init(_ verification: Verification) {
            report = verification.old.run.id
            run = verification.new.run.id
            startedAt = verification.new.run.startedAt
            hub = verification.new.survey.assignment.hub
            findings = verification.items.map(Item.init)
            appeared = verification.appeared.map(Cause.init)
        }
    }
}
