package import ProbeCore
package import ProbeEvidence

/// What a run over several hubs came to: a row for each hub, and the findings, each once with all hubs that have it.
///
/// Of a hub's report it keeps no more than that, so that two hundred hubs take little more room than twenty.
package struct Roundup: Sendable {
    /// A hub's row.
    package struct Row: Sendable {
        package let hub: HostName
        package let verdict: Diagnosis.Verdict
        package let summary: Sentence
        package let transports: [Diagnosis.TransportState]
        package let isComplete: Bool
        /// The numbers of its findings, counted from one, most important first.
        package fileprivate(set) var findings: [Int]
        package let hasWarning: Bool
    }

    /// A finding as the first hub has it that has it, and all hubs that do.
    package struct Shared: Sendable {
        package var finding: Finding
        package fileprivate(set) var hubs: [HostName]
    }

    package let toolVersion: String
    package private(set) var run: Report.Run
    package let device: DeviceFacts
    /// What the first hub's report was asked.
    package let assignment: Assignment
    package let redaction: Report.Redaction?
    package let dialect: Dialect?
    package private(set) var notes: [Sentence]
    package private(set) var rows: [Row] = []
    package private(set) var findings: [Shared] = []
    /// The observations of all hubs, each once.
    package private(set) var observations = 0
    private var places: [Likeness: Int] = [:]
    private var told: Set<Int> = []

    /// Begins without a hub, of the run that a report is of.
    package init(like report: Report) {
        toolVersion = report.toolVersion
        run = report.run
        device = report.device
        assignment = report.survey.assignment
        redaction = report.redaction
        dialect = report.dialect
        notes = []
    }

    /// Takes a hub's report.
    ///
    /// - Returns: the observations that no report before it had, and for each of its findings whether none had it.
    package mutating func add(_ report: Report) -> (observations: [Observation], isNew: [Bool]) {
        let hub = report.survey.assignment.hub
        run.duration = max(run.duration, report.run.duration)
        run.isComplete = run.isComplete && report.run.isComplete
        notes += report.notes.filter { !notes.contains($0) }
        let fresh = report.survey.observations.filter { told.insert($0.index).inserted }
        observations += fresh.count
        let addresses = report.survey.addresses(of: hub)
        var numbers: [Int] = []
        var isNew: [Bool] = []
        for finding in report.diagnosis.findings {
            let likeness = Likeness(finding, of: hub, addresses)
            isNew.append(places[likeness] == nil)
            if let place = places[likeness] {
                // The way to a resolver is walked once for all names: who has the walk says where it ends.
                if findings[place].finding.location.kind == .unknown, finding.location.kind != .unknown {
                    findings[place].finding = finding
                    findings[place].hubs = [hub] + findings[place].hubs.filter { $0 != hub }
                    if !numbers.contains(place + 1) { numbers.append(place + 1) }
                    continue
                }
                if !findings[place].hubs.contains(hub) { findings[place].hubs.append(hub) }
                if !numbers.contains(place + 1) { numbers.append(place + 1) }
            } else {
                places[likeness] = findings.count
                findings.append(Shared(finding: finding, hubs: [hub]))
                numbers.append(findings.count)
            }
        }
        rows.append(
            Row(
                hub: hub, verdict: report.diagnosis.verdict, summary: report.diagnosis.summary,
                transports: report.diagnosis.transports, isComplete: report.run.isComplete, findings: numbers,
                hasWarning: report.diagnosis.findings.contains { $0.severity == .warning }))
        return (fresh, isNew)
    }

    /// The worst of all verdicts.
    package var verdict: Diagnosis.Verdict {
        let order: [Diagnosis.Verdict] = [.blocked, .inconclusive, .degraded, .ready]
        return order.first { verdict in rows.contains { $0.verdict == verdict } } ?? .inconclusive
    }

    /// How many hubs came to a verdict.
    package func count(of verdict: Diagnosis.Verdict) -> Int { rows.count { $0.verdict == verdict } }

    /// The verdicts of all hubs in one sentence.
    package var summary: Sentence {
        let (ready, degraded) = (count(of: .ready), count(of: .degraded))
        let (blocked, inconclusive) = (count(of: .blocked), count(of: .inconclusive))
        if ready == rows.count { return "All \(rows.count) hubs are ready." }
        let parts: [(number: Int, words: Sentence)] = [
            (blocked, "\(blocked) blocked"), (inconclusive, "\(inconclusive) inconclusive"),
            (degraded, "\(degraded) degraded"), (ready, "\(ready) ready"),
        ]
        return "Of \(rows.count) hubs: \(listing: parts.filter { $0.number > 0 }.map(\.words))."
    }

    /// Numbers the findings, the gravest first, and of equally grave ones those of the most hubs.
    ///
    /// - Parameter changing: the findings as they are to stand there; remedies for all of their hubs, say.
    package mutating func finish(changing: (Int, Shared) -> Finding) {
        func weight(_ place: Int) -> (Int, Int, Int) {
            let rank = [.error: 0, .warning: 1, .info: 2][findings[place].finding.severity] ?? 2
            return (rank, -findings[place].hubs.count, place)
        }
        let order = findings.indices.sorted { weight($0) < weight($1) }
        for place in findings.indices { findings[place].finding = changing(place, findings[place]) }
        var numbers = [Int](repeating: 0, count: findings.count)
        for (number, place) in order.enumerated() { numbers[place] = number + 1 }
        findings = order.map { findings[$0] }
        for index in rows.indices { rows[index].findings = rows[index].findings.map { numbers[$0 - 1] }.sorted() }
        places = [:]
    }

    /// Adds what is to be said of all of it.
    package mutating func add(note: Sentence?) {
        guard let note, !notes.contains(note) else { return }
        notes.append(note)
    }

    /// The finding that a row names first; nothing where it has none that is an error or a warning.
    package func leading(_ row: Row) -> (number: Int, finding: Finding)? {
        row.findings.first.flatMap { number in
            let finding = findings[number - 1].finding
            return finding.severity == .info ? nil : (number, finding)
        }
    }
}

/// What makes findings of two hubs one: all that is not the hub's own name and address.
private struct Likeness: Hashable {
    private let cause: Cause
    private let severity: Finding.Severity
    private let owner: Owner
    private let vantages: [Vantage]
    private let subject: Finding.Subject
    private let kind: Finding.Location.Kind
    private let hop: Int?
    private let place: IPAddress?
    private let culprit: Culprit?

    init(_ finding: Finding, of hub: HostName, _ addresses: Set<IPAddress>) {
        cause = finding.cause
        severity = finding.severity
        owner = finding.owner
        vantages = finding.vantages
        var subject = finding.subject
        let isHubs = subject.name == hub || (subject.host == nil && subject.address.map(addresses.contains) == true)
        if isHubs { (subject.host, subject.address) = (nil, nil) }
        self.subject = subject
        let isOneThing = !isHubs && subject.host == nil && [.hop, .unknown].contains(finding.location.kind)
        kind = isOneThing ? .unknown : finding.location.kind
        hop = isOneThing ? nil : finding.location.hop
        place = isOneThing ? nil : finding.location.address.flatMap { addresses.contains($0) ? nil : $0 }
        culprit = finding.location.culprit
    }
}

extension Survey {
    /// The addresses that the run knows a name by.
    fileprivate func addresses(of name: HostName) -> Set<IPAddress> {
        let resolved = seen(ResolveName.self, at: name).flatMap(\.evidence.addresses)
        let tried = seen(ConnectEndpoint.self, at: name).filter { $0.about.via == .direct }
            .flatMap { $0.evidence.candidates.map(\.address) }
        return Set(resolved + tried)
    }
}
