import ProbeCore
import ProbeFindings

/// One member of `target.hubs`: a hub with its own verdict.
struct HubDocument: Codable {
    var hub: HostName
    var verdict: Diagnosis.Verdict
    var summary: String
    var message: MessageDocument?
    var complete: Bool
    /// The numbers of its findings, counted from one.
    var findings: [Int]

    init(_ row: Roundup.Row) {
        hub = row.hub
        verdict = row.verdict
        summary = row.summary.english
        message = MessageDocument(row.summary)
        complete = row.isComplete
        findings = row.findings
    }
}
