import ProbeCore
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
@testable import Reports
import Testing

struct ComparisonTests {
    @Test(arguments: TextReportTests.names)
    func `a report compared with itself has no changes`(name: String) throws {
        let report = try #require(try Samples.all().first { $0.name == name }?.report)
        let comparison = Comparison(old: report, new: report)
        #expect(comparison.isUnchanged && !comparison.isWorse)
        #expect(ComparisonText.render(comparison).contains("Nothing changed."))
    }

    @Test func `a filter that came is new, and for the worse`() throws {
        let comparison = Comparison(old: try Samples.healthy(), new: try Samples.onePortFiltered())
        #expect(comparison.appeared.map(\.cause) == [.tcpDroppedPort] && comparison.gone.isEmpty)
        #expect(comparison.transports.count == 3 && comparison.transports.allSatisfy(\.isWorse))
        #expect(comparison.isWorse)
        try Golden.expect(ComparisonText.render(comparison), matches: "comparison-worse.txt")
        try Golden.expect(try ComparisonJSON.render(comparison), matches: "comparison-worse.json")
    }

    @Test func `a filter that went is gone, and for the better`() throws {
        let comparison = Comparison(old: try Samples.onePortFiltered(), new: try Samples.healthy())
        #expect(comparison.gone.map(\.cause) == [.tcpDroppedPort] && comparison.appeared.isEmpty)
        #expect(!comparison.isWorse && !comparison.isUnchanged)
        #expect(ComparisonText.render(comparison).contains("Nothing changed for the worse."))
    }

    @Test func `a finding's severity, place and vantages are compared, its address is not`() throws {
        let old = try Samples.onePortFiltered()
        var new = old
        new.diagnosis.findings[0].subject.address = IPAddress("203.0.113.99")
        #expect(Comparison(old: old, new: new).isUnchanged)
        new.diagnosis.findings[0].severity = .error
        new.diagnosis.findings[0].location = Finding.Location(kind: .hop, text: "between hop 3 and hop 4")
        new.diagnosis.findings[0].vantages = [.host]
        let change = try #require(Comparison(old: old, new: new).changed.first)
        #expect(change.severity == .init(old: .warning, new: .error))
        #expect(change.place?.new.english == "between hop 3 and hop 4.")
        #expect(change.vantages?.new == [.host])
        #expect(Comparison(old: old, new: new).isWorse && !Comparison(old: new, new: old).isWorse)
    }

    @Test func `a place is the same in other words, and another one with another culprit`() throws {
        let old = try Samples.onePortFiltered()
        var new = old
        new.diagnosis.findings[0].location.text = "somewhere behind the gateway"
        #expect(Comparison(old: old, new: new).isUnchanged)
        new.diagnosis.findings[0].location.culprit = .container(LocalText("firewall"))
        #expect(Comparison(old: old, new: new).changed.first?.place != nil)
        // As an older version's report has it.
        var older = new
        older.diagnosis.findings[0].location.culprit = .recorded(WireText("container firewall"))
        #expect(Comparison(old: older, new: new).isUnchanged)
    }

    @Test func `redacted reports of two runs compare like the reports themselves`() throws {
        let reports = try [try Samples.healthy(), try Samples.onePortFiltered()].map {
            try Redaction().redacted($0)
        }
        let comparison = Comparison(old: reports[0], new: reports[1])
        #expect(comparison.appeared.map(\.cause) == [.tcpDroppedPort])
        #expect(comparison.slower.isEmpty && comparison.cautions.isEmpty)
    }

    @Test(arguments: [
        (0.061, 0.090, false), (0.061, 0.150, false), (0.061, 0.170, true), (1.0, 1.4, false), (1.0, 1.6, true),
    ])
    func `only what is well beyond noise is slower`(before: Double, after: Double, isSlower: Bool) throws {
        let comparison = Comparison(old: try Self.paced(before), new: try Self.paced(after))
        #expect(comparison.slower.isEmpty == !isSlower)
        #expect(comparison.isWorse == isSlower)
        #expect(Comparison(old: comparison.new, new: comparison.old).faster.isEmpty == !isSlower)
    }

    /// A busy machine takes its time; the kernel's own clock is that of the network.
    @Test(
        arguments: [(0.02, 0.021, 0, false), (0.02, 0.3, 0, true), (0.02, 0.021, 2, true)]
            as [(Double, Double, Int, Bool)])
    func `slower is for the worse by the kernel's round trips alone`(
        before: Double, after: Double, retransmissions: Int, isWorse: Bool
    ) throws {
        let comparison = Comparison(
            old: try Self.paced(0.08, TCPInfo(roundTrip: Seconds(before))),
            new: try Self.paced(0.4, TCPInfo(roundTrip: Seconds(after), retransmissions: retransmissions)))
        #expect(comparison.slower.count == 1 && comparison.isWorse == isWorse)
    }

    private static func paced(_ seconds: Double, _ tcp: TCPInfo? = nil) throws -> Report {
        var run = try SampleRun()
        run.vantages = [.host]
        let endpoint = Endpoint(.hub, run.hub, .https)
        var connecting = SampleEvidence()
        connecting.connected = SocketAddress("203.0.113.20", defaultPort: endpoint.port)
        connecting.wasRedirected = true
        if let tcp, let remote = connecting.connected {
            var attempt = ConnectAttempt(remote: remote, result: .connected, latency: Seconds(0.01))
            attempt.tcp = tcp
            connecting.attempts = [attempt]
        }
        _ = run.see("tcp.connect", endpoint, from: .host, at: 0, for: 0.01, connecting)
        _ = run.see("tls.handshake", endpoint, from: .host, at: 0.01, for: 0)
        _ = run.see("https.request", endpoint, from: .host, at: 0.01, for: seconds - 0.01)
        return run.report(.ready, "Fine.")
    }

    @Test func `a place that is not measured from any more is said, and is worse where something was proven from it`()
        throws
    {
        let old = try Samples.healthy()
        var new = old
        let lost = try #require(old.survey.vantages.last)
        new.survey = Survey(
            assignment: old.survey.assignment, startedAt: old.survey.startedAt,
            observations: old.survey.observations.filter { $0.vantage != lost })
        new.diagnosis.transports.removeAll { $0.vantage == lost }
        let comparison = Comparison(old: old, new: new)
        #expect(comparison.lost == [lost] && comparison.isWorse && !comparison.isUnchanged)
        #expect(ComparisonText.render(comparison).contains("Not measured any more from \(lost)"))
        let back = Comparison(old: new, new: old)
        #expect(back.gained == [lost] && !back.isWorse && !back.isUnchanged)
    }

    @Test func `what makes a comparison doubtful is said`() throws {
        var other = try Samples.healthy()
        other.device.hostname = "another"
        #expect(
            Comparison(old: try Samples.healthy(), new: other).cautions == ["The reports are from different devices."])
        #expect(Comparison(old: try Samples.interrupted(), new: other).cautions.count == 2)
    }

    @Test func `no line of a comparison is wider than 80 columns or carries what is not printable`() throws {
        let comparison = Comparison(old: try Samples.healthy(), new: try Samples.hostile())
        let text = ComparisonText.render(comparison, .init(isASCII: true))
        #expect(text.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a })
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    /// A recording may list as much as a file of 64 MB holds.
    @Test func `long lists are compared at once`() throws {
        var report = try Samples.onePortFiltered()
        let (state, finding) = (report.diagnosis.transports[0], report.diagnosis.findings[0])
        let ladder = report.diagnosis.picture.ladders.first
        let vantages = (0..<Survey.mostObservations).map { Vantage.namespace("n\($0)") }
        report.diagnosis.transports = vantages.map { vantage in
            Diagnosis.TransportState(
                transport: state.transport, vantage: vantage, usable: true, proof: state.proof, via: state.via)
        }
        report.diagnosis.findings = (0..<4_000).map { number in
            var finding = finding
            finding.subject.port = UInt16(number)
            return finding
        }
        if let ladder {
            report.diagnosis.picture.ladders = vantages.map {
                LadderTrace(
                    ladder.endpoint, from: $0, ladder.climbs, isProven: ladder.isProven, duration: ladder.duration)
            }
        }
        let start = ContinuousClock.now
        #expect(Comparison(old: report, new: report).isUnchanged)
        // With the square it takes minutes.
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}
