import ProbeCore
import ProbeLinux
import Probes
import Reports

/// A JSON report named on the command line.
enum ReportArgument {
    /// Reads it with the rights of whoever started the program.
    ///
    /// - Throws: one clear sentence, and the exit code of a usage error.
    static func read(_ path: String) throws -> RecordedReport {
        do {
            return try Capabilities.asCaller { () throws(RecordedReportError) in
                try RecordedReport(path: path)
            }
        } catch {
            throw Complaint("\(path.printable): \(error)", ExitStatus.usage)
        }
    }
}
