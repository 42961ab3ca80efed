import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import Reports
import Testing

struct JSONReportTests {
    @Test(arguments: TextReportTests.names)
    func `what is written is read back equal`(name: String) throws {
        let report = try #require(try Samples.all().first { $0.name == name }?.report)
        let read = try RecordedReport(bytes: Array(try JSONReport.render(report).utf8))
        #expect(read.notes.isEmpty)
        // Words that stand for a value come back as that value's English: from then on nothing changes.
        let again = try RecordedReport(bytes: Array(try JSONReport.render(read.report).utf8))
        #expect(again.report.diagnosis == read.report.diagnosis)
        #expect(read.report.survey.assignment == report.survey.assignment)
        #expect(read.report.survey.observations.count == report.survey.observations.count)
        #expect(try JSONReport.render(read.report) == JSONReport.render(report))
    }

    @Test func `evidence gets its types back`() throws {
        let report = try Samples.healthy()
        let read = try RecordedReport(bytes: Array(try JSONReport.render(report).utf8))
        #expect(read.report.survey.seen(ConnectMQTT.self).count == report.survey.seen(ConnectMQTT.self).count)
        #expect(
            read.report.survey.seen(ConnectMQTT.self).first?.about == report.survey.seen(ConnectMQTT.self).first?.about)
        #expect(read.report.survey.seen(ConnectMQTT.self).first?.evidence.exchange.result == .answered)
    }

    @Test func `what is not known is null and present`() throws {
        let text = try JSONReport.render(try Samples.interrupted())
        #expect(text.contains("\"usable\" : null"))
        #expect(text.contains("\"proof\" : null"))
        #expect(text.contains("\"engine\" : null"))
    }

    @Test func `a finding from one vantage has no list of them, and one from several has both`() throws {
        let one = FindingDocument(try #require(try Samples.containersOnly().diagnosis.findings.first))
        #expect(one.vantage == Vantage("docker:bridge") && one.vantages == nil)
        let several = FindingDocument(try #require(try Samples.onePortFiltered().diagnosis.findings.first))
        #expect(several.vantage == .host && several.vantages?.count == 3)
    }

    @Test func `slashes are not escaped and seconds are numbers`() throws {
        let text = try JSONReport.render(try Samples.manyVantages())
        #expect(text.contains("netns:/run/netns/site-a"))
        #expect(text.contains("\"durationSeconds\" : 0.31"))
        #expect(text.contains("\"startedAt\" : \"2026-11-23T"))
    }

    @Test func `a proxy's credentials leave no trace in any report`() throws {
        let report = try Samples.proxy()
        for text in [try JSONReport.render(report), TextReport.render(report)] {
            #expect(text.contains("proxy.site.example:3128"))
            #expect(!text.contains("gateway-user"))
            #expect(!text.contains("Pa55"))
        }
    }

    @Test func `what excludes a look-alike is read back with its controls, and holds to the schema`() throws {
        var report = try Samples.onePortFiltered()
        let excluded = [
            Differential.Exclusion(.tcpDroppedIP, .otherPort, [0, 1], controls: [1]),
            Differential.Exclusion(.hostOutputDropped, .ownFailure, [0]),
        ]
        report.diagnosis.findings[0] = report.diagnosis.findings[0].weighed(Differential(excluded: excluded))
        let text = try JSONReport.render(report)
        #expect(text.ranges(of: "\"controls\" : [").count == 1)
        let read = try RecordedReport(bytes: Array(text.utf8)).report.diagnosis.findings[0]
        #expect(read.differential?.excluded == excluded)
        let validation = try SchemaValidation()
        try validation.add(text, name: "controls")
        try validation.run()
    }

    @Test func `every report holds to the schema`() throws {
        let validation = try SchemaValidation()
        for (name, report) in try Samples.all() where name != "hostile" {
            try validation.add(try JSONReport.render(report), name: name)
        }
        try validation.run()
    }

    @Test func `the schema refuses what the contract forbids`() throws {
        let text = try JSONReport.render(try Samples.containersOnly())
        for (wrong, right) in [
            ("\"verdict\" : \"fine\"", "\"verdict\" : \"blocked\""), ("\"usable\" : \"yes\"", "\"usable\" : true"),
            ("\"cause\" : \"Broken\"", "\"cause\" : \"dns.container-stub\""),
            ("\"owner\" : \"nobody\"", "\"owner\" : \"container-engine\""),
            ("\"verdict\" : \"ready\"", "\"verdict\" : \"blocked\""), ("\"complete\" : 1", "\"complete\" : true"),
        ] {
            let broken = text.split(separator: right, omittingEmptySubsequences: false).joined(separator: wrong)
            #expect(broken != text)
            let validation = try SchemaValidation()
            try validation.add(broken, name: "broken")
            #expect(throws: SchemaValidation.Invalid.self) { try validation.run() }
        }
    }

    @Test func `every dialect, every witness and every cause has its place in the schema`() throws {
        let schema = String(decoding: try Data(contentsOf: SchemaValidation.schema), as: UTF8.self)
        for dialect in Dialect.allCases { #expect(schema.contains("\"\(dialect.rawValue)\"")) }
        for telling in Telling.allCases { #expect(schema.contains("\"\(telling.rawValue)\""), "\(telling)") }
        for cause in Cause.allCases {
            #expect(cause.rawValue.wholeMatch(of: /[a-z][a-z0-9]*\.[a-z0-9]+(-[a-z0-9]+)*/) != nil)
        }
    }
}
