import ProbeCore
import ProbeFindings

/// A report's JSON object, as it is read: what older reports lack has a default, what is not known is left out.
struct RecordedDocument: Decodable {
    /// Of each hub that was asked for.
    let reports: [RecordedReport]

    /// The hubs that are asked for.
    enum Choice: Sendable {
        /// This one; nothing where the file is about one.
        case one(HostName?)
        case all
    }

    /// Where a decoder's user info holds them.
    static let choice = CodingUserInfoKey(rawValue: "edgeprobe.hubs")

    private enum Key: String, CodingKey {
        case tool, run, device, target, question, verdict, summary, message, transports, findings, observations, notes,
            noteMessages, redaction
        case unexplained, coverage, matrix, names, ladders, path
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let run = try container.decode(ReportDocument.Run.self, forKey: .run)
        let target = try container.decode(ReportDocument.Target.self, forKey: .target)
        let hubs = target.hubs.map { $0.map(\.hub) } ?? [target.hub]
        let asked = try Self.chosen(of: hubs, decoder)
        let isOneOfSeveral = target.hubs != nil
        let assignment =
            try container.decodeIfPresent(Assignment.self, forKey: .question)
            ?? Assignment(hub: asked.first ?? target.hub)
        // As many as a run asks; the file itself says how many, and other bounds hang on it.
        guard hubs.count <= ReportLines.most else { throw RecordedReportError.tooMuch("target.hubs", ReportLines.most) }
        guard assignment.registries.count + (assignment.mirrors?.named.count ?? 0) <= Self.mostRegistries else {
            throw RecordedReportError.tooMuch("question.registries", Self.mostRegistries)
        }
        let count = try container.nestedUnkeyedContainer(forKey: .observations).count ?? 0
        guard count <= Survey.mostObservations * hubs.count else { throw RecordedReportError.tooMany(count) }
        /// What a report lists beside its observations, which are never more.
        func list<Member: Decodable>(_ key: Key, _ type: Member.Type = Member.self) throws -> [Member]? {
            let members = try container.decodeIfPresent([Member].self, forKey: key)
            if let members { try Self.check(members, key) }
            return members
        }
        let recorded = try container.decode([RecordedObservation].self, forKey: .observations)
        let findings = try container.decode([FindingDocument].self, forKey: .findings)
        let transports = try container.decode([TransportDocument].self, forKey: .transports)
        var total = 0
        let parts = try asked.map { hub in
            var assignment = assignment
            if isOneOfSeveral { assignment.hub = hub }
            let share = HubShare(of: hub, among: hubs)
            let recorded = recorded.filter { $0.observation.map { share.has($0.subject) } ?? true }
            guard recorded.count <= Survey.mostObservations else { throw RecordedReportError.tooMany(recorded.count) }
            total += recorded.count
            guard total <= Self.mostOfAllHubs else {
                throw RecordedReportError.tooMuch("observations", Self.mostOfAllHubs)
            }
            let findings = findings.filter { ($0.hubs ?? [$0.hub ?? hub]).contains(hub) }
            let transports = transports.filter { $0.hub == nil || $0.hub == hub }.map(\.state)
            try Self.check(transports, .transports)
            // Each place is looked for in each finding.
            guard findings.count <= Self.mostFindings else {
                throw RecordedReportError.tooMuch("findings", Self.mostFindings)
            }
            guard Set(transports.map(\.vantage)).count <= Self.mostPlaces else {
                throw RecordedReportError.tooMuch("transports[].vantage", Self.mostPlaces)
            }
            return Part(assignment: assignment, recorded: recorded, findings: findings, transports: transports)
        }
        var report = Report(
            toolVersion: try container.decode(ReportDocument.Tool.self, forKey: .tool).version,
            run: Report.Run(
                id: run.id, startedAt: run.startedAt, duration: run.durationSeconds, isComplete: run.complete,
                arguments: run.arguments),
            device: try container.decode(DeviceDocument.self, forKey: .device).facts,
            survey: Survey(
                assignment: assignment, startedAt: run.startedAt, observations: []),
            diagnosis: Diagnosis(
                verdict: try container.decode(Diagnosis.Verdict.self, forKey: .verdict),
                summary: MessageDocument.sentence(
                    try container.decodeIfPresent(MessageDocument.self, forKey: .message),
                    try container.decodeIfPresent(String.self, forKey: .summary) ?? ""),
                transports: [], findings: []),
            notes: [])
        let notes = try list(.notes, String.self) ?? []
        let messages = try list(.noteMessages, MessageDocument.self) ?? []
        report.notes = notes.enumerated().map { index, note in
            MessageDocument.sentence(messages.count == notes.count ? messages[index] : nil, note)
        }
        report.diagnosis.unexplained =
            try list(.unexplained, UnexplainedDocument.self)?.map(\.unexplained) ?? []
        report.diagnosis.coverage =
            try container.decodeIfPresent(CoverageDocument.self, forKey: .coverage)?.coverage ?? Diagnosis.Coverage()
        if let matrix = try container.decodeIfPresent(MatrixDocument.self, forKey: .matrix) {
            guard !matrix.isTooLarge else { throw RecordedReportError.tooMuch("matrix", MatrixDocument.mostCells) }
            report.diagnosis.picture.matrix = matrix.matrix
        }
        report.diagnosis.picture.names = try list(.names, NameDocument.self)?.map(\.name) ?? []
        report.diagnosis.picture.ladders = try list(.ladders, LadderDocument.self)?.map(\.ladder) ?? []
        report.diagnosis.picture.path = try container.decodeIfPresent(PathDocument.self, forKey: .path)?.path
        report.redaction = try container.decodeIfPresent(Report.Redaction.self, forKey: .redaction)
        let common = report
        reports = parts.map { part in
            var report = common
            report.survey = Survey(
                assignment: part.assignment, startedAt: run.startedAt,
                observations: part.recorded.compactMap(\.observation))
            report.diagnosis.transports = part.transports
            report.diagnosis.findings = part.findings.compactMap(\.finding)
            return RecordedReport(
                report, notes: Self.notes(on: part.recorded, part.findings), isOneOfSeveral: isOneOfSeveral)
        }
    }

    /// What the lists of a report say of one hub.
    private struct Part {
        let assignment: Assignment
        let recorded: [RecordedObservation]
        let findings: [FindingDocument]
        let transports: [Diagnosis.TransportState]
    }

    private static func chosen(of hubs: [HostName], _ decoder: any Decoder) throws -> [HostName] {
        switch choice.flatMap({ decoder.userInfo[$0] }) as? Choice ?? .one(nil) {
        case .all: return hubs.uniqued
        case .one(let asked?):
            guard hubs.contains(asked) else { throw RecordedReportError.unknownHub(asked, hubs) }
            return [asked]
        case .one(nil):
            guard hubs.count == 1 else { throw RecordedReportError.severalHubs(hubs) }
            return hubs
        }
    }

    private static func check<Member>(_ members: [Member], _ key: Key) throws {
        guard members.count <= Survey.mostObservations else {
            throw RecordedReportError.tooMuch(key.rawValue, Survey.mostObservations)
        }
    }

    /// What was left out, in sentences.
    private static func notes(on recorded: [RecordedObservation], _ findings: [FindingDocument]) -> [Sentence] {
        Self.count(recorded.filter { $0.observation == nil }.map(\.probe.description)).map { id, count in
            "Left out \(count, .observation) of the probe \(WireText(id)), which this version does not know."
        }
            + Self.count(findings.filter { $0.finding == nil }.map(\.cause)).map { id, count in
                "Left out \(count, .finding) of the cause \(WireText(id)), which this version does not know."
            }
    }

    /// More than any device pulls from.
    private static let mostRegistries = 1_000
    /// What hubs share counts for each of them: more than a thousand hubs have, asked from three places.
    private static let mostOfAllHubs = 1_000_000
    /// More than all causes there are, from everywhere.
    private static let mostFindings = 4_096
    /// More than any device has networks and containers that are measured from.
    private static let mostPlaces = 1_000

    private static func count(_ unknown: [String]) -> [(id: String, count: Int)] {
        Dictionary(grouping: unknown, by: { $0 }).sorted { $0.key < $1.key }.map { ($0.key, $0.value.count) }
    }
}
