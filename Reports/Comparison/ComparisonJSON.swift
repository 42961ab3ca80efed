import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A comparison for programs.
package enum ComparisonJSON {
    package static func render(_ comparison: Comparison) throws -> String { try text(of: Document(comparison)) }

    /// One object for all hubs, which has one for each.
    package static func render(_ several: HubComparisons) throws -> String { try text(of: SeveralHubs(several)) }

    private static func text(of document: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }

    private struct SeveralHubs: Encodable {
        var formatVersion = 1
        let worse: Bool
        let hubs: [Document]
        let lostHubs: [HostName]
        let gainedHubs: [HostName]

        init(_ several: HubComparisons) {
            worse = several.isWorse
            hubs = several.comparisons.map(Document.init)
            lostHubs = several.lost
            gainedHubs = several.gained
        }
    }

    private struct Side: Encodable {
        let id: String
        let startedAt: Timestamp
        let hub: HostName
        let hostname: String
        let verdict: Diagnosis.Verdict
        let summary: String

        init(_ report: Report) {
            id = report.run.id
            startedAt = report.run.startedAt
            hub = report.survey.assignment.hub
            hostname = report.device.hostname
            verdict = report.diagnosis.verdict
            summary = report.diagnosis.summary.english
        }
    }

    private struct Cause: Encodable {
        let cause: String
        let severity: Finding.Severity
        let vantages: [Vantage]
        let summary: String

        init(_ finding: Finding) {
            cause = finding.cause.rawValue
            severity = finding.severity
            vantages = finding.vantages
            summary = finding.summary.english
        }
    }

    private struct Change<Value: Encodable>: Encodable {
        let old: Value
        let new: Value

        init<Compared>(_ change: Comparison.Change<Compared>, _ value: (Compared) -> Value) {
            old = value(change.old)
            new = value(change.new)
        }
    }

    private struct ChangedCause: Encodable {
        let cause: String
        let summary: String
        let severity: Change<String>?
        let location: Change<String>?
        let vantages: Change<[Vantage]>?

        init(_ changed: Comparison.Changed) {
            cause = changed.finding.cause.rawValue
            summary = changed.finding.summary.english
            severity = changed.severity.map { Change($0, \.rawValue) }
            location = changed.place.map { Change($0, \.english) }
            vantages = changed.vantages.map { Change($0, \.self) }
        }
    }

    private struct TransportState: Encodable {
        let transport: Transport
        let vantage: Vantage
        let via: Endpoint.Via
        let usable: Change<Bool?>
        let worse: Bool

        init(_ change: Comparison.TransportChange) {
            transport = change.transport
            vantage = change.vantage
            via = change.via
            usable = Change(change.usable, \.self)
            worse = change.isWorse
        }
    }

    private struct Pace: Encodable {
        let host: HostName
        let transport: Transport
        let via: Endpoint.Via
        let vantage: Vantage
        let durationSeconds: Change<Seconds>

        init(_ pace: Comparison.Pace) {
            host = pace.endpoint.host
            transport = pace.endpoint.transport
            via = pace.endpoint.via
            vantage = pace.vantage
            durationSeconds = Change(pace.seconds, \.self)
        }
    }

    private struct Threshold: Encodable {
        var factor = Comparison.factor
        var seconds = Comparison.margin
    }

    private struct Document: Encodable {
        var formatVersion = 1
        let old: Side
        let new: Side
        let worse: Bool
        let appeared: [Cause]
        let gone: [Cause]
        let changed: [ChangedCause]
        let transports: [TransportState]
        let lostVantages: [Vantage]
        let gainedVantages: [Vantage]
        let slower: [Pace]
        let faster: [Pace]
        var threshold = Threshold()
        let notes: [String]

        init(_ comparison: Comparison) {
            old = Side(comparison.old)
            new = Side(comparison.new)
            worse = comparison.isWorse
            appeared = comparison.appeared.map(Cause.init)
            gone = comparison.gone.map(Cause.init)
            changed = comparison.changed.map(ChangedCause.init)
            transports = comparison.transports.map(TransportState.init)
            lostVantages = comparison.lost
            gainedVantages = comparison.gained
            slower = comparison.slower.map(Pace.init)
            faster = comparison.faster.map(Pace.init)
            notes = comparison.cautions.map(\.english)
        }
    }
}
