import ProbeApplication
import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Reports
import Testing

/// What became of findings, by recordings of the lab held against each other.
struct VerificationTests {
    private static func report(_ name: String) throws -> Report {
        try judged(try #require(try Recording.all().first { $0.name == name }))
    }

    private static func judged(_ recording: Recording) throws -> Report {
        var report = try recording.report
        report.diagnosis = Diagnosis(prescribingFor: report.survey)
        return report
    }

    private static func emptied(_ report: Report) -> Report {
        var empty = report
        empty.survey = Survey(
            assignment: report.survey.assignment, startedAt: report.survey.startedAt, observations: [])
        empty.diagnosis = Diagnosis(prescribingFor: empty.survey)
        return empty
    }

    @Test func `what is measured as before is still there, and what is not measured is not gone`() async throws {
        try await Recording.each { recording in
            let report = try Self.judged(recording)
            let same = Verification(of: report, by: report)
            for item in same.items {
                guard case .stillThere = item.state else {
                    Issue.record("\(recording.name): \(item.finding.cause) is \(item.state)")
                    continue
                }
            }
            #expect(same.appeared.isEmpty && !same.isOpen && same.isBlocked == !same.items.isEmpty, "\(recording.name)")
            for item in Verification(of: report, by: Self.emptied(report)).items {
                #expect(item.state != .gone, "\(recording.name): \(item.finding.cause)")
            }
        }
    }

    @Test(arguments: ["amqp-dropped-edge", "everything-dropped", "amqp-swallowed", "https-dropped", "dns-udp-dropped"])
    func `what works where nothing is in the way is gone`(name: String) throws {
        let verification = Verification(of: try Self.report(name), by: try Self.report("healthy"))
        #expect(
            !verification.items.isEmpty && verification.items.allSatisfy { $0.state == .gone }, "\(verification.items)")
        #expect(!verification.isBlocked && !verification.isOpen)
        #expect(VerificationText.render(verification).contains("[1] GONE"))
    }

    @Test func `another cause in its place is another, and named`() throws {
        let verification = Verification(of: try Self.report("amqp-dropped-edge"), by: try Self.report("amqp-swallowed"))
        guard case .another(let findings) = verification.items.first?.state else {
            Issue.record("\(verification.items)")
            return
        }
        #expect(findings.map(\.cause) == [.amqpSwallowed] && verification.isBlocked)
        #expect(VerificationText.render(verification).contains("amqp.swallowed: "))
        #expect(try VerificationJSON.render(verification).contains("\"state\" : \"another\""))
    }

    @Test func `an error that has nothing to do with any finding blocks all the same`() throws {
        let verification = Verification(of: try Self.report("healthy"), by: try Self.report("https-dropped"))
        #expect(verification.items.isEmpty && !verification.appeared.isEmpty && verification.isBlocked)
    }

    @Test(arguments: [
        (Cause.logPortAllocated, "ports.check"), (.logHostnameInvalid, "device.hostname"),
        (.logTransientNetwork, "amqp.open"), (.logPullFailed, "registry.request"),
    ])
    func `what a log complained of is measured again, as far as a run measures it`(cause: Cause, probe: String) throws {
        var report = try Self.report("healthy")
        report.diagnosis.findings = [
            Finding(
                cause, .warning, from: [.host], about: Finding.Subject(), owner: .device, confidence: .likely,
                summary: "", location: Finding.Location(kind: .thisDevice), evidence: [], refutedBy: "")
        ]
        #expect(Verification.probes(for: report).map(\.description).contains(probe))
    }

    @Test func `a log that is silent now speaks for itself and for no other`() throws {
        let old = try Self.report("journal-image-denied")
        let healthy = try Self.report("healthy")
        func state(of source: LogSource) -> Verification.State? {
            var new = healthy
            let others = healthy.survey.observations.filter { $0.probe != ReadLogs.id }
            new.survey = Survey(
                assignment: healthy.survey.assignment, startedAt: healthy.survey.startedAt,
                observations: others + [
                    Observation(
                        index: others.count, probe: ReadLogs.id, vantage: .host, subject: source,
                        outcome: .seen(LogEvidence()), startedAt: Seconds(0), duration: Seconds(0))
                ])
            new.diagnosis = Diagnosis(prescribingFor: new.survey)
            return Verification(of: old, by: new).items.first { $0.finding.cause == .logImage403 }?.state
        }
        #expect(state(of: .journal) == .gone)
        for other in [LogSource.file("edgeAgent.log"), .container("edgeAgent")] {
            guard case .notMeasured? = state(of: other) else {
                Issue.record("\(other): \(String(describing: state(of: other)))")
                continue
            }
        }
    }

    @Test func `what is asked again is what failed and what it stood on`() throws {
        let probes = Set(Verification.probes(for: try Self.report("amqp-dropped-edge")).map(\.description))
        #expect(probes.isSuperset(of: ["tcp.connect", "tcp.hops"]))
        #expect(!probes.contains("device.time") && !probes.contains("ports.check"))
        #expect(Verification.probes(for: try Self.report("healthy")).isEmpty)
    }
}
