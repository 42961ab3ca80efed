import ProbeCore
import ProbeEvidence
import ProbeDiagnosis
import ProbeFindings
@testable import Reports
import Testing

struct HTMLReportTests {
    @Test func `every page passes the standard's parser, is safe and has its landmarks`() throws {
        let validation = try SchemaValidation()
        for (name, report) in try Samples.all() {
            try validation.add(HTMLReport.render(report), name: name, extension: "html")
        }
        try validation.runOnPages()
    }

    private static let attacks = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onload='x", "</style><script>", "<!-- ",
        "&lt;b&gt;", "]]>", "</pre></details>", "javascript:alert(1)",
    ]

    @Test func `text from the network stays text wherever it stands`() throws {
        let validation = try SchemaValidation()
        for (index, text) in Self.attacks.enumerated() {
            var report = try Samples.hostile()
            report.device = DeviceFacts(
                hostname: text, os: text, kernel: text, engine: text, capabilities: [text])
            let sentence = Sentence(recorded: text)
            report.notes = [sentence]
            report.diagnosis.summary = sentence
            report.diagnosis.findings[0].summary = sentence
            report.diagnosis.findings[0].refutedBy = sentence
            report.diagnosis.findings[0].subject = Finding.Subject(process: LocalText(text))
            report.diagnosis.findings[0].location = Finding.Location(
                kind: .hop, culprit: .recorded(WireText(text)), text: sentence)
            report.diagnosis.findings[0].evidence = [Finding.Proof(1, sentence)]
            report.diagnosis.findings[0].remedies = [
                Remedy(
                    id: .otherResolver, owner: .device, title: sentence, steps: [sentence],
                    commands: [.init(.shell, text + "\n" + text)])
            ]
            try validation.add(HTMLReport.render(report), name: "hostile-\(index)", extension: "html")
        }
        try validation.runOnPages()
    }

    @Test(arguments: Stylesheet.palettes.map(\.name))
    func `every text has the contrast that WCAG asks for`(name: String) throws {
        let colours = try #require(Stylesheet.palettes.first { $0.name == name }?.colours)
        for ground in ["ground", "card", "code"] {
            for text in ["text", "faint", "ok", "fail", "warn", "link"] {
                let ratio = try Self.contrast(#require(colours[text]), #require(colours[ground]))
                #expect(ratio >= 4.5, "\(text) on \(ground): \(ratio)")
            }
        }
        // Graphics need less (1.4.11).
        for bar in ["dns", "tcp", "tls", "protocol", "ok", "fail"] {
            #expect(try Self.contrast(#require(colours[bar]), #require(colours["ground"])) >= 3)
        }
    }

    @Test(arguments: ["#17562d", "#6d4a00", "#96201a", "#3b4252"])
    func `the verdict reads on its band`(band: String) throws {
        #expect(Stylesheet.text.contains(band))
        #expect(try Self.contrast("#ffffff", band) >= 7)
    }

    private func path(_ report: Report) throws -> (titles: [String], details: [[String]], path: PathPicture) {
        let path = try #require(Picture(of: report.diagnosis, in: Scene(of: report.survey)).path)
        let nodes = path.nodes.map { DrawnNode($0, on: report.device) }
        return (nodes.map(\.title), nodes.map(\.details), path)
    }

    @Test func `the path is drawn with its hops and breaks where the finding says`() throws {
        let drawn = try path(try Samples.onePortFiltered())
        #expect(drawn.titles == ["containers", "bridges", "this device", "hop 1", "hop 2", "hop 3", "hub"])
        #expect(drawn.details[4] == ["10.1.0.1"])
        #expect(drawn.path.breakage == .after(4))
        #expect(drawn.path.finding == 1)
    }

    @Test func `a break that the host counted is drawn along the host's hops, whoever else walked`() throws {
        var run = try SampleRun()
        let bridge = try #require(Vantage("docker:bridge"))
        _ = run.walk(to: Endpoint(.hub, run.hub, .amqp), from: bridge, behind: "172.17.0.1")
        let walk = try #require(run.observations.first)
        var report = try Samples.onePortFiltered()
        let alone = try path(report)
        let first = Observation(
            index: 1000, probe: walk.probe, vantage: bridge, subject: walk.subject, outcome: walk.outcome,
            startedAt: walk.startedAt, duration: walk.duration)
        report.survey = Survey(
            assignment: report.survey.assignment, startedAt: report.survey.startedAt,
            observations: [first] + report.survey.observations)
        report.diagnosis.findings[0].evidence.insert(Finding.Proof(1000, "a SYN with hop limit 3 is answered"), at: 0)
        let drawn = try path(report)
        #expect(drawn.path == alone.path)

        report.diagnosis.findings[0].location.hop = 3
        let counted = try path(report)
        #expect(counted.titles == ["containers", "bridges", "this device", "hop 2", "hop 3", "hop 4", "hub"])
        #expect(counted.details[4] == ["10.1.0.1"] && counted.path.breakage == .after(4))
    }

    @Test func `a break on the device, at the bridge or nowhere is drawn there`() throws {
        #expect(try path(try Samples.healthy()).path.breakage == .none)
        let bridge = try path(try Samples.containersOnly())
        #expect(bridge.titles == ["containers", "bridge", "this device", "resolver"])
        #expect(bridge.path.breakage == .after(1))
        var report = try Samples.everythingDropped()
        report.diagnosis.findings.removeFirst()
        #expect(try path(report).path.breakage == .at(0))
        #expect(try path(try Samples.only443()).path.breakage == .somewhere(2))
        #expect(try path(try Samples.notNeeded()).path.breakage == .none)
    }

    @Test func `through a proxy the path has the proxy in it`() throws {
        #expect(try path(try Samples.proxy()).titles == ["this device", "proxy", "hub"])
    }

    @Test func `a ladder's bars say which rung it waited at`() throws {
        let ladders = try Samples.onePortFiltered().diagnosis.picture.ladders
        let amqp = ladders.filter { $0.endpoint.transport == .amqp && $0.endpoint.service == .hub }
        #expect(amqp.count == 3)
        #expect(amqp.allSatisfy { $0.climbs.map(\.end) == [.passed, .silent] })
        let https = try #require(ladders.first)
        #expect(https.climbs.map(\.rung) == [.dns, .tcp, .tls, .protocol])
        #expect(https.climbs.allSatisfy { $0.end == .passed })
    }

    @Test func `each fix stands in a block that is copied as it is`() throws {
        let report = try Samples.onePortFiltered()
        let page = HTMLReport.render(report)
        for command in report.diagnosis.findings.flatMap(\.remedies).flatMap(\.commands) {
            #expect(page.contains(">\(Markup.lines(command.text))</pre>"))
        }
    }

    /// WCAG 2.1, "relative luminance" and "contrast ratio".
    private static func contrast(_ left: String, _ right: String) throws -> Double {
        let (first, second) = (try luminance(left), try luminance(right))
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    private static func luminance(_ colour: String) throws -> Double {
        let number = try #require(Int(colour.dropFirst(), radix: 16))
        let parts = [number >> 16, number >> 8 & 0xff, number & 0xff].map { part -> Double in
            let value = Double(part) / 255
            guard value > 0.03928 else { return value / 12.92 }
            // x to the power of 2.4, by its fifth root: x² · x^(2/5).
            var root = value
            for _ in 0..<60 { root -= (root * root * root * root * root - value) / (5 * root * root * root * root) }
            return value * value * root * root
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
