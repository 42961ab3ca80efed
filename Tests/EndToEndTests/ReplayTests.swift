import HubEmulator
import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Probes
import Reports
import TestSupport
import Testing

/// A recorded survey is judged as the run itself was.
@Suite(.aheadOfOthers) struct ReplayTests {
    @Test(arguments: [nil] + Fault.allCases)
    func `a report that is read back gives the same diagnosis`(fault: Fault?) async throws {
        let run = try await Rehearsals.shared.run(fault)
        let report = Report(
            toolVersion: "0.0.0",
            run: Report.Run(
                id: "0123456789abcdef0123456789abcdef", startedAt: run.survey.startedAt, duration: Seconds(1),
                isComplete: true, arguments: []),
            device: DeviceFacts(hostname: "gw", os: "Linux", kernel: "6", engine: nil, capabilities: []),
            survey: run.survey, diagnosis: run.diagnosis)
        let text = try JSONReport.render(report)
        let recorded = try RecordedReport(bytes: Array(text.utf8))
        #expect(recorded.notes.isEmpty)
        #expect(recorded.report.diagnosis == run.diagnosis)
        #expect(recorded.report.survey.assignment == run.survey.assignment)
        #expect(Diagnosis(of: recorded.report.survey) == run.diagnosis)
        #expect(try JSONReport.render(recorded.report) == text)
    }
}
