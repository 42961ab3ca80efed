import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import Reports
import Testing

/// The lab's surveys once they are redacted: nothing of them is recognised, and they are judged as before.
@Suite(.serialized)
struct RedactedRecordingTests {
    @Test(arguments: try Recording.all())
    func `a redacted scenario is judged alike and keeps no name or address`(recording: Recording) throws {
        let report = try RecordedReport(path: recording.path).report
        let redacted = try Redaction(key: (7, 11)).redacted(report)
        let (before, after) = (Diagnosis(of: report.survey), Diagnosis(of: redacted.survey))
        #expect(after.verdict == before.verdict)
        #expect(after.findings.map(\.cause) == before.findings.map(\.cause))
        #expect(after.findings.map(\.severity) == before.findings.map(\.severity))
        #expect(after.findings.map(\.owner) == before.findings.map(\.owner))
        #expect(after.findings.map(\.location.hop) == before.findings.map(\.location.hop))
        #expect(after.transports.map(\.usable) == before.transports.map(\.usable))

        let text = try JSONReport.render(redacted)
        let hub = report.survey.assignment.hub.description
        #expect(!text.contains(hub.prefix { $0 != "." }), "the hub")
        let addresses = before.findings.flatMap { [$0.subject.address, $0.location.address].compactMap(\.self) }
        let pseudonyms = Set(after.findings.flatMap { [$0.subject.address, $0.location.address].compactMap(\.self) })
        for address in addresses where !address.isNeverAService && address.description != "192.0.2.1" {
            #expect(!pseudonyms.contains(address), "\(address)")
            #expect(!text.contains("\"\(address)\""), "\(address)")
        }
    }
}
