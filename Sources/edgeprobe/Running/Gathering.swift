import ArgumentParser
import ProbeApplication
import ProbeCore
import ProbeFindings
import ProbeGuidance
import ProbeLinux
import ProbeMeasurement
import Reports

/// Makes one report of those of several hubs, and tells a pipeline of the hubs of each round as it ends.
///
/// Of each hub it keeps what the forms that were asked for take of it, and no more.
struct Gathering {
    private let options: ReportOptions
    private let redaction = Redaction()
    /// Written while the run goes on.
    private let streamed: Bool
    private let formats: [any ReportFormat.Type]
    private var parts: [String: [String]] = [:]
    private(set) var roundup: Roundup?
    /// What remedies are made of, for each finding as it was first met.
    private var grounds: [Ground] = []
    /// Addresses of the hubs, as far as they are known.
    private var addresses: [HostName: [IPAddress]] = [:]
    /// What all of them need of the network, for the bundle.
    private var needs: NetworkNeeds?
    private(set) var hasFailed = false

    private struct Ground {
        let assignment: Assignment
        let facts: Guidance.Facts
        let transports: [Diagnosis.TransportState]
    }

    init(_ options: ReportOptions) {
        self.options = options
        let requests = options.requests
        streamed = requests.contains { !$0.isFile && $0.format.type == NDJSONReport.self }
        let kept = requests.filter { $0.isFile || $0.format.type != NDJSONReport.self }.map(\.format.type)
        formats =
            options.bundle != nil
            ? ReportFormats.all : ReportFormats.all.filter { format in kept.contains { $0 == format } }
    }

    /// Takes a hub's report.
    ///
    /// - Throws: a complaint where it could not be redacted; nothing of it is written then.
    mutating func take(_ measured: Report) throws {
        var report = try options.redact ? Delivery.redacted(measured, by: redaction) : measured
        report.dialect = options.dialect?.dialect
        report.isStrict = options.strict
        let hub = report.survey.assignment.hub
        if options.bundle != nil {
            if needs == nil { needs = NetworkNeeds(report.survey) } else { needs?.add(report.survey) }
        }
        let facts = Guidance.Facts(report.survey)
        addresses[hub] = facts.addresses[hub]
        let (observations, isNew) = enter(report)
        let ground = Ground(
            assignment: report.survey.assignment, facts: facts, transports: report.diagnosis.transports)
        grounds += isNew.filter(\.self).map { _ in ground }
        if streamed { stream(report) }
        for format in formats {
            do {
                parts[format.name, default: []].append(try format.part(of: report, observations: observations))
            } catch {
                fail("the \(verbatim: format.name) report could not be written for \(hub).")
            }
        }
    }

    private mutating func enter(_ report: Report) -> (observations: [Observation], isNew: [Bool]) {
        guard roundup == nil else { return roundup?.add(report) ?? ([], []) }
        roundup = Roundup(like: report)
        return roundup?.add(report) ?? ([], [])
    }

    private mutating func stream(_ report: Report) {
        guard !hasFailed else { return }
        do {
            try StandardStreams.write(
                try NDJSONReport.text(of: report, for: Display()), to: .output, patience: Delivery.patience)
        } catch {
            fail("the ndjson report could not be written to standard output.")
        }
    }

    private mutating func fail(_ sentence: Sentence) {
        hasFailed = true
        _ = Complaint(sentence, .failure).said()
    }

    /// Writes every report that was asked for; a failure of one does not keep the others from being written.
    ///
    /// - Parameter plan: of the run.
    /// - Returns: whether all of them were written.
    mutating func deliver(plan: Plan) async -> Bool {
        guard var roundup else { return false }
        roundup.finish { [grounds, addresses] place, shared in
            Self.prescribed(shared, on: grounds[place], addresses)
        }
        roundup.add(note: options.note(on: roundup.findings.map(\.finding)))
        self.roundup = roundup
        let parts = parts
        func text(_ format: any ReportFormat.Type, _ display: Display) throws -> String {
            try format.text(of: roundup, parts: parts[format.name] ?? [], for: display)
        }
        let needs = needs
        let dialect = options.dialect?.dialect
        for place in options.places {
            switch place {
            case .bundle(let path):
                let succeeded = await Delivery.pack(into: path) {
                    try Bundle(of: roundup.run, plan: roundup.redaction == nil ? plan : nil, needs, in: dialect) {
                        try text($0, Display())
                    }
                }
                if !succeeded { hasFailed = true }
            case .report(let request):
                guard request.isFile || request.format.type != NDJSONReport.self else { continue }
                let succeeded = Delivery.write(request, isASCII: options.ascii) { display in
                    try text(request.format.type, display)
                }
                if !succeeded { hasFailed = true }
            }
        }
        return !hasFailed
    }

    /// A finding that several hubs have, with what is to be done for all of them.
    private static func prescribed(
        _ shared: Roundup.Shared, on ground: Ground, _ addresses: [HostName: [IPAddress]]
    ) -> Finding {
        guard shared.hubs.count > 1, shared.finding.severity != .info else { return shared.finding }
        var facts = ground.facts
        facts.fellows = shared.hubs.filter { $0 != ground.assignment.hub }
        facts.addresses.merge(addresses.filter { shared.hubs.contains($0.key) }) { own, _ in own }
        let alone = Diagnosis(
            verdict: .blocked, summary: shared.finding.summary, transports: ground.transports,
            findings: [shared.finding])
        return Guidance.completed(alone, assignment: ground.assignment, facts: facts).findings.first ?? shared.finding
    }
}
