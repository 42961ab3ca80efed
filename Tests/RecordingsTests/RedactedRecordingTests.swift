import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import Reports
import Testing

/// The lab's surveys once they are redacted: nothing of them is recognised, and they are judged as before.
struct RedactedRecordingTests {
    @Test func `redacted scenarios are judged alike and keep no name or address`() async throws {
        try await Recording.each { recording in
            // Each is judged once more.
            guard recording.isOne(in: 4) else { return }
            let report = try recording.report
            let redacted = try Redaction(key: (7, 11)).redacted(report)
            let (before, after) = (try recording.diagnosis, Diagnosis(of: redacted.survey))
            #expect(Outline(after) == Outline(before), "\(recording.name)")

            let text = try JSONReport.render(redacted)
            let hub = report.survey.assignment.hub.description
            #expect(!text.contains(hub.prefix { $0 != "." }), "\(recording.name): the hub")
            let pseudonyms = Set(Self.addresses(after))
            for address in Self.addresses(before) where !address.isNeverAService && address.description != "192.0.2.1" {
                #expect(!pseudonyms.contains(address), "\(recording.name): \(address)")
                #expect(!text.contains("\"\(address)\""), "\(recording.name): \(address)")
            }
        }
    }

    private static func addresses(_ diagnosis: Diagnosis) -> [IPAddress] {
        diagnosis.findings.flatMap { [$0.subject.address, $0.location.address].compactMap(\.self) }
    }

    /// What of a judgement has to be the same.
    private struct Outline: Equatable {
        struct Line: Equatable {
            let cause: Cause
            let severity: Finding.Severity
            let owner: Owner
            let hop: Int?
        }

        let verdict: Diagnosis.Verdict
        let findings: [Line]
        let usable: [Bool?]

        init(_ diagnosis: Diagnosis) {
            verdict = diagnosis.verdict
            findings = diagnosis.findings.map {
                Line(cause: $0.cause, severity: $0.severity, owner: $0.owner, hop: $0.location.hop)
            }
            usable = diagnosis.transports.map(\.usable)
        }
    }
}
