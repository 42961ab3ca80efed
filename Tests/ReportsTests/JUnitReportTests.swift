import ProbeFindings
import Reports
import Testing

struct JUnitReportTests {
    @Test(arguments: TextReportTests.names)
    func `each row has a test case from each vantage, and the counts are right`(name: String) throws {
        let report = try #require(try Samples.all().first { $0.name == name }?.report)
        let text = JUnitReport.render(report)
        let matrix = report.diagnosis.picture.matrix
        let cases = text.ranges(of: "<testcase ").count
        #expect(cases == 1 + matrix.rows.count * matrix.vantages.count)
        #expect(text.contains("tests=\"\(cases)\""))
        for (element, attribute) in [("<failure ", "failures"), ("<error ", "errors"), ("<skipped ", "skipped")] {
            #expect(text.contains("\(attribute)=\"\(text.ranges(of: element).count)\""), "\(attribute)")
        }
    }

    @Test func `what is blocked fails by the name of its cause`() throws {
        let report = try #require(try Samples.all().lazy.map(\.report).first { $0.diagnosis.verdict == .blocked })
        let cause = try #require(report.diagnosis.findings.first { $0.severity == .error }?.cause)
        #expect(JUnitReport.render(report).contains("<failure type=\"\(cause.rawValue)\""))
    }

    @Test func `where warnings fail a run, they fail its verdict`() throws {
        let degraded = try Samples.onePortFiltered()
        var ready = degraded
        ready.diagnosis.verdict = .ready
        for (var report, cause) in [(degraded, "tcp.dropped-port"), (ready, "tcp.dropped-port")] {
            #expect(JUnitReport.render(report).contains("classname=\"edgeprobe\" name=\"verdict\"/>"))
            report.isStrict = true
            let text = JUnitReport.render(report)
            #expect(
                text.contains(
                    "classname=\"edgeprobe\" name=\"verdict\">\n      <failure type=\"\(cause)\""))
        }
        ready.diagnosis.findings = []
        ready.isStrict = true
        #expect(JUnitReport.render(ready).contains("classname=\"edgeprobe\" name=\"verdict\"/>"))
    }

    @Test func `nothing that the network said becomes markup`() throws {
        let text = JUnitReport.render(try Samples.hostile())
        let allowed: Set = ["?xml", "testsuites", "testsuite", "testcase", "failure", "error", "skipped"]
        for piece in text.split(separator: "<").dropFirst(text.first == "<" ? 0 : 1) {
            let name = piece.prefix { $0 != " " && $0 != ">" && $0 != "/" && $0 != "\n" }
            #expect(name.isEmpty || allowed.contains(String(name)), "\(name)")
        }
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    }
}
