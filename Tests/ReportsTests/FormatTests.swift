import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import Reports
import Testing

struct FormatTests {
    @Test(arguments: TextReportTests.names)
    func `every format reads as it was recorded`(name: String) throws {
        let report = try #require(try Samples.all().first { $0.name == name }?.report)
        try Golden.expect(MarkdownReport.render(report), matches: "\(name).md")
        try Golden.expect(PrometheusReport.render(report), matches: "\(name).prom")
        guard ["one-port-filtered", "containers-only", "hostile"].contains(name) else { return }
        try Golden.expect(try JSONReport.render(report), matches: "\(name).json")
        // The style is looked at, not compared.
        let page = HTMLReport.render(report).split(separator: Stylesheet.text, omittingEmptySubsequences: false)
        #expect(page.count == 2)
        try Golden.expect(page.joined(separator: "/* Stylesheet.swift */"), matches: "\(name).html")
    }

    @Test func `no format carries a control, formatting or bidirectional character`() throws {
        let report = try Samples.hostile()
        for text in [
            HTMLReport.render(report), MarkdownReport.render(report), PrometheusReport.render(report),
            TextReport.render(report),
        ] {
            for scalar in text.unicodeScalars where scalar != "\n" {
                let category = scalar.properties.generalCategory
                let isHarmless = ![.control, .format, .lineSeparator, .paragraphSeparator, .privateUse].contains(
                    category)
                #expect(isHarmless, "U+\(String(scalar.value, radix: 16))")
            }
        }
    }

    @Test func `a text of a megabyte makes no format longer than a screenful for each place it stands in`() throws {
        var report = try Samples.onePortFiltered()
        let usual = [
            HTMLReport.render(report), MarkdownReport.render(report), PrometheusReport.render(report),
            TextReport.render(report),
        ].map(\.utf8.count)
        let megabyte = String(repeating: "A", count: 1 << 20)
        report.device.hostname = megabyte
        report.notes = [Sentence(recorded: megabyte)]
        report.diagnosis.summary = Sentence(recorded: megabyte)
        report.diagnosis.findings[0].summary = Sentence(recorded: megabyte)
        report.diagnosis.findings[0].refutedBy = Sentence(recorded: megabyte)
        report.diagnosis.findings[0].location.text = Sentence(recorded: megabyte)
        report.diagnosis.findings[0].location.culprit = .recorded(WireText(megabyte, limit: 2000))
        let swollen = [
            HTMLReport.render(report), MarkdownReport.render(report), PrometheusReport.render(report),
            TextReport.render(report),
        ].map(\.utf8.count)
        for (usual, swollen) in zip(usual, swollen) { #expect(swollen < usual + 100_000) }
    }
}
