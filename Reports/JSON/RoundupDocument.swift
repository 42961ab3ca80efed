import ProbeCore
import ProbeFindings

/// The members of the JSON object about several hubs: those of a report, without what is drawn of one hub alone, and but for
/// the observations, which are written while they are there.
struct RoundupDocument: Encodable {
    var formatVersion = Report.formatVersion
    var tool: ReportDocument.Tool
    var run: ReportDocument.Run
    var device: DeviceDocument
    var target: ReportDocument.Target
    var question: Assignment
    var verdict: Diagnosis.Verdict
    var summary: String
    var message: MessageDocument
    var transports: [TransportDocument]
    var findings: [FindingDocument]
    var notes: [String]
    var noteMessages: [MessageDocument]
    var redaction: Report.Redaction?

    init(_ roundup: Roundup) {
        tool = ReportDocument.Tool(version: roundup.toolVersion)
        run = ReportDocument.Run(
            id: roundup.run.id, startedAt: roundup.run.startedAt, durationSeconds: roundup.run.duration,
            complete: roundup.run.isComplete, arguments: roundup.run.arguments)
        device = DeviceDocument(roundup.device)
        target = ReportDocument.Target(hub: roundup.assignment.hub, hubs: roundup.rows.map(HubDocument.init))
        question = roundup.assignment
        verdict = roundup.verdict
        summary = roundup.summary.english
        message = MessageDocument(roundup.summary)
        transports = roundup.rows.flatMap { row in row.transports.map { TransportDocument($0, of: row.hub) } }
        findings = roundup.findings.map { shared in
            var finding = FindingDocument(shared.finding)
            finding.hub = shared.hubs.first
            finding.hubs = shared.hubs.count > 1 ? shared.hubs : nil
            return finding
        }
        notes = roundup.notes.map(\.english)
        noteMessages = roundup.notes.map(MessageDocument.init)
        redaction = roundup.redaction
    }
}
