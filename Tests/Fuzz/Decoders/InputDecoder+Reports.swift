import ProbeCore
import ProbeFindings
@testable import Reports

extension InputDecoder {
    static let reports = [
        InputDecoder("recording", .text, longest: RecordedReport.longest, allowance: .foundation, decodeRecording),
        InputDecoder("symptom", .text, longest: 64 << 10, decodeSymptom),
    ]

    /// A line of a log as somebody pastes it behind `explain`.
    @Sendable private static func decodeSymptom(_ bytes: [UInt8]) {
        let symptoms = Symptom.matching(text(bytes))
        precondition(Set(symptoms).count == symptoms.count)
        precondition(bytes.contains { $0 > 0x20 } || symptoms.isEmpty)
    }

    /// A report as `diagnose` and `compare` read it.
    @Sendable private static func decodeRecording(_ bytes: [UInt8]) {
        do throws(RecordedReportError) {
            let recorded = try RecordedReport(bytes: bytes)
            precondition(recorded.report.survey.observations.count <= Survey.mostObservations)
        } catch {
            precondition(!"\(error)".isEmpty)
        }
    }
}
