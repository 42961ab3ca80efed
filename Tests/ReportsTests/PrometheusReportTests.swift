import ProbeCore
import Testing

@testable import Reports

struct PrometheusReportTests {
    @Test func `promtool accepts every report`() throws {
        let validation = try SchemaValidation()
        for (name, report) in try Samples.all() {
            try validation.add(PrometheusReport.render(report), name: name, extension: "prom")
        }
        try validation.runOnMetrics()
    }

    /// The exposition format's grammar, for machines without promtool.
    @Test(arguments: TextReportTests.names)
    func `every line is a comment or a sample with quoted labels`(name: String) throws {
        let report = try #require(try Samples.all().first { $0.name == name }?.report)
        var typed: Set<Substring> = []
        var series: Set<Substring> = []
        for line in PrometheusReport.render(report).split(separator: "\n") {
            if line.hasPrefix("# HELP ") { continue }
            if let type = line.wholeMatch(of: /# TYPE (edgeprobe_[a-z_]+) gauge/) {
                #expect(typed.insert(type.1).inserted, "a type twice: \(line)")
                continue
            }
            let sample = line.wholeMatch(
                of:
                    /(edgeprobe_[a-z_]+)(\{hub="[^"\\]+"(?:,[a-z]+="(?:[^"\\\n]|\\[\\"n])*")*\}) -?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?/
            )
            let match = try #require(sample, "\(line)")
            #expect(typed.contains(match.1))
            #expect(series.insert(match.1 + match.2).inserted, "a series twice: \(line)")
        }
    }

    @Test func `the verdict is a state set`() throws {
        let text = PrometheusReport.render(try Samples.onePortFiltered())
        let states = text.split(separator: "\n").filter { $0.hasPrefix("edgeprobe_verdict{") }
        #expect(states.count == 4)
        #expect(states.filter { $0.hasSuffix(" 1") }.map { $0.contains("degraded") } == [true])
    }

    @Test func `what is not known has no sample`() throws {
        #expect(!PrometheusReport.render(try Samples.interrupted()).contains("edgeprobe_transport_usable{"))
        #expect(
            PrometheusReport.render(try Samples.onePortFiltered()).contains(
                "transport=\"amqp\",vantage=\"host\",via=\"direct\"} 0"))
    }
}
