import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import Testing

/// The lab's surveys, judged again by today's rules: what a scenario has to say, without its network.
///
/// `make lab LAB=--record` writes them, each with what its scenario expects.
@Suite(.serialized)
struct RecordedScenarioTests {
    /// Recorded before an engine that could not be asked kept a run from being called ready.
    private static let judgedOtherwise: [String: Diagnosis.Verdict] = ["containers-without-rights": .inconclusive]

    @Test(arguments: try Recording.all())
    func `a recorded scenario is judged as its story has it`(recording: Recording) throws {
        let (survey, diagnosis) = (try recording.survey, try recording.diagnosis)
        let expected = try recording.expectation()

        #expect(diagnosis.verdict == Self.judgedOtherwise[recording.name] ?? expected.verdict)
        let blamed = diagnosis.findings.filter { $0.severity != .info }
        let wanted = expected.findings.filter { $0.severity != .info }
        #expect(Set(blamed.map(\.cause)) == Set(wanted.map(\.cause)))
        #expect(blamed.first?.cause == wanted.first?.cause)
        for finding in expected.findings {
            #expect(diagnosis.findings.contains(where: finding.matches), "\(finding)")
        }
        for (vantage, transports) in expected.usable(from: survey.vantages) {
            let usable = diagnosis.transports.filter { $0.vantage == vantage && $0.usable == true }.map(\.transport)
            #expect(Set(usable) == transports, "from \(vantage)")
        }
    }

    @Test func `every kind of verdict is recorded`() throws {
        let verdicts = try Recording.all().map { try $0.expectation().verdict }
        #expect(Set(verdicts).isSuperset(of: [.ready, .degraded, .blocked]))
    }
}
