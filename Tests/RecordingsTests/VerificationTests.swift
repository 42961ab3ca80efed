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

    @Test func `what is asked again is what failed and what it stood on`() throws {
        let probes = Set(Verification.probes(for: try Self.report("amqp-dropped-edge")).map(\.description))
        #expect(probes.isSuperset(of: ["tcp.connect", "tcp.hops"]))
        #expect(!probes.contains("device.time") && !probes.contains("ports.check"))
        #expect(Verification.probes(for: try Self.report("healthy")).isEmpty)
    }
}
