import FoundationEssentials
import ProbeCore
import ProbeFindings
import Reports
import Testing

/// Three hubs: two behind a firewall that drops AMQP, and one that is well.
struct RoundupTests {
    private let names: [HostName]
    private let reports: [Report]

    init() throws {
        names = try ["myhub.azure-devices.net", "second.azure-devices.net", "third.azure-devices.net"].map {
            try HostName(validating: $0)
        }
        let first = try Samples.onePortFiltered()
        var healthy = first
        healthy.diagnosis.verdict = .ready
        healthy.diagnosis.findings = []
        reports = [
            first, Self.report(first, about: names[1], from: 1000),
            Self.report(healthy, about: names[2], from: 2000),
        ]
    }

    /// The same of another hub, with observations of its own but for what is about no host.
    private static func report(_ report: Report, about hub: HostName, from first: Int) -> Report {
        var report = report
        var assignment = report.survey.assignment
        let old = assignment.hub
        assignment.hub = hub
        let observations = report.survey.observations.map { observation -> Observation in
            guard observation.host == old else { return observation }
            let subject: any Subject =
                (observation.subject as? Endpoint).map { Endpoint($0.service, hub, $0.transport, via: $0.via) }
                ?? Name(hub)
            return Observation(
                index: first + observation.index, probe: observation.probe, vantage: observation.vantage,
                subject: subject, outcome: observation.outcome, startedAt: observation.startedAt,
                duration: observation.duration)
        }
        report.survey = Survey(
            assignment: assignment, startedAt: report.survey.startedAt, observations: observations)
        for index in report.diagnosis.findings.indices where report.diagnosis.findings[index].subject.name == old {
            report.diagnosis.findings[index].subject.host = .name(hub)
        }
        return report
    }

    private func roundup() throws -> Roundup {
        var roundup = Roundup(like: reports[0])
        for report in reports { _ = roundup.add(report) }
        roundup.finish { _, shared in shared.finding }
        return roundup
    }

    private func text(_ format: any ReportFormat.Type) throws -> String {
        var roundup = Roundup(like: reports[0])
        let parts = try reports.map { report in
            try format.part(of: report, observations: roundup.add(report).observations)
        }
        roundup.finish { _, shared in shared.finding }
        return try format.text(of: roundup, parts: parts, for: Display())
    }

    @Test func `what two hubs have alike is one finding with both`() throws {
        let roundup = try roundup()
        let dropped = roundup.findings.filter { $0.finding.cause == .tcpDroppedPort }
        #expect(dropped.map(\.hubs) == [[names[0], names[1]]])
        #expect(roundup.rows.map { roundup.leading($0)?.number } == [1, 1, nil])
    }

    @Test func `the worst verdict counts, and the sentence counts all`() throws {
        let roundup = try roundup()
        #expect(roundup.verdict == reports[0].diagnosis.verdict)
        #expect(roundup.summary.english == "Of 3 hubs: 2 degraded, 1 ready.")
    }

    @Test func `an observation that hubs share is written once`() throws {
        let document = try JSONDecoder().decode(Outline.self, from: Data(try text(JSONReport.self).utf8))
        let indices = document.observations.map(\.index)
        #expect(Set(indices).count == indices.count)
        #expect(document.target.hubs.map(\.hub) == names.map(\.description))
        #expect(document.findings.first?.hubs == [names[0].description, names[1].description])
    }

    private struct Outline: Decodable {
        struct Target: Decodable {
            struct Hub: Decodable { let hub: String }
            let hubs: [Hub]
        }
        struct Numbered: Decodable { let index: Int }
        struct Shared: Decodable { let hubs: [String]? }
        let target: Target
        let findings: [Shared]
        let observations: [Numbered]
    }

    @Test func `one hub of several is read back with what is its own`() throws {
        let bytes = Array(try text(JSONReport.self).utf8)
        #expect(throws: RecordedReportError.self) { try RecordedReport(bytes: bytes) }
        for (name, report) in zip(names, reports) {
            let read = try RecordedReport(bytes: bytes, about: name)
            #expect(read.isOneOfSeveral && read.report.survey.assignment.hub == name)
            #expect(read.report.survey.observations.map(\.index) == report.survey.observations.map(\.index).sorted())
            #expect(read.report.diagnosis.findings.map(\.cause) == report.diagnosis.findings.map(\.cause))
        }
    }

    @Test func `all hubs of several are read back as each is alone`() throws {
        for text in [try text(JSONReport.self), try text(NDJSONReport.self)] {
            let bytes = Array(text.utf8)
            let read = try RecordedReport.all(in: bytes)
            #expect(read.map(\.report.survey.assignment.hub) == names)
            for one in read {
                let alone = try RecordedReport(bytes: bytes, about: one.report.survey.assignment.hub)
                #expect(one.isOneOfSeveral == alone.isOneOfSeveral)
                #expect(try JSONReport.render(one.report) == JSONReport.render(alone.report))
            }
        }
    }

    @Test func `what became worse of one hub is said, and what is no change of the network`() throws {
        let comparisons = HubComparisons(
            comparisons: [
                Comparison(old: reports[0], new: reports[0]), Comparison(old: reports[2], new: reports[1]),
            ], lost: [names[2]])
        #expect(comparisons.isWorse)
        let text = comparisons.text()
        #expect(text.contains("Something changed for the worse: at 1 of 2 hubs.\nNothing changed at 1 of 2 hubs.\n"))
        #expect(text.contains("Not asked any more: third.azure-devices.net.\n"))
        #expect(text.ranges(of: "New cause").count == 1 && text.ranges(of: "\nOld ").count == 1)
        #expect(!HubComparisons(comparisons: [Comparison(old: reports[1], new: reports[2])]).isWorse)
    }

    @Test func `a line of the stream is the report of its hub`() throws {
        let text = try text(NDJSONReport.self)
        #expect(text.split(separator: "\n").count == 3)
        let read = try RecordedReport(bytes: Array(text.utf8), about: names[2])
        #expect(!read.isOneOfSeveral && read.report.survey.assignment.hub == names[2])
        #expect(read.report.diagnosis.verdict == .ready)
        let stranger = try HostName(validating: "stranger.azure-devices.net")
        #expect(throws: RecordedReportError.self) { try RecordedReport(bytes: Array(text.utf8), about: stranger) }
    }

    @Test func `series of a metric stand together behind one type`() throws {
        let lines = try text(PrometheusReport.self).split(separator: "\n")
        let types = lines.filter { $0.hasPrefix("# TYPE") }
        #expect(Set(types).count == types.count)
        for name in names { #expect(lines.contains { $0.contains("edgeprobe_info{hub=\"\(name)\"") }) }
    }

    @Test func `a console has a row for each hub and each finding once`() throws {
        let text = try text(TextReport.self)
        for name in names { #expect(text.contains("\n\(name) ")) }
        #expect(text.ranges(of: "tcp.dropped-port · ").count == 1)
        #expect(text.split(separator: "\n").filter { !$0.contains("edgeprobe") }.allSatisfy { $0.count <= 200 })
    }

    @Test func `each hub has a suite, and the counts add up`() throws {
        let text = try text(JUnitReport.self)
        #expect(text.ranges(of: "<testsuite ").count == 3)
        #expect(text.contains("<testsuites name=\"edgeprobe\" tests=\"\(text.ranges(of: "<testcase ").count)\""))
    }
}
