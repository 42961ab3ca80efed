import ProbeCore
import ProbeFindings
@testable import Reports

extension InputDecoder {
    static let reports = [
        InputDecoder("recording", .text, longest: RecordedReport.longest, allowance: .foundation, decodeRecording)
    ]

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
