import ProbeCore
import ProbeFindings

/// The members of a report's JSON object.
struct ReportDocument: Encodable {
    struct Tool: Codable {
        var name = "edgeprobe"
        var version: String
    }

    struct Run: Codable {
        var id: String
        var startedAt: Timestamp
        var durationSeconds: Seconds
        var complete: Bool
        var arguments: [String]
    }

    struct Target: Codable {
        var hub: HostName
        /// Only in a report about several hubs.
        var hubs: [HubDocument]?
    }

    var formatVersion = Report.formatVersion
    var tool: Tool
    var run: Run
    var device: DeviceDocument
    var target: Target
    /// What was asked; replay needs more of it than the hub.
    var question: Assignment
    var verdict: Diagnosis.Verdict
    var summary: String
    var message: MessageDocument
    var transports: [TransportDocument]
    var findings: [FindingDocument]
    var unexplained: [UnexplainedDocument]
    var coverage: CoverageDocument
    var matrix: MatrixDocument
    var names: [NameDocument]
    var ladders: [LadderDocument]
    var path: PathDocument?
    var observations: [Observation]
    var notes: [String]
    /// The notes as values, in the same order.
    var noteMessages: [MessageDocument]
    /// Only in a report that was redacted.
    var redaction: Report.Redaction?

    init(_ report: Report) {
        tool = Tool(version: report.toolVersion)
        run = Run(
            id: report.run.id, startedAt: report.run.startedAt, durationSeconds: report.run.duration,
            complete: report.run.isComplete, arguments: report.run.arguments)
        device = DeviceDocument(report.device)
        target = Target(hub: report.survey.assignment.hub)
        question = report.survey.assignment
        verdict = report.diagnosis.verdict
        summary = report.diagnosis.summary.english
        message = MessageDocument(report.diagnosis.summary)
        transports = report.diagnosis.transports.map { TransportDocument($0) }
        findings = report.diagnosis.findings.map(FindingDocument.init)
        unexplained = report.diagnosis.unexplained.map(UnexplainedDocument.init)
        coverage = CoverageDocument(report.diagnosis.coverage)
        let picture = report.diagnosis.picture
        matrix = MatrixDocument(picture.matrix)
        names = picture.names.map(NameDocument.init)
        ladders = picture.ladders.map(LadderDocument.init)
        path = picture.path.map(PathDocument.init)
        observations = report.survey.observations
        notes = report.notes.map(\.english)
        noteMessages = report.notes.map(MessageDocument.init)
        redaction = report.redaction
    }
}
