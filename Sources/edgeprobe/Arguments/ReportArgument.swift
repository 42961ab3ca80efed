import ProbeCore
import ProbeLinux
import Probes
import Reports

/// A JSON report named on the command line.
enum ReportArgument {
    /// Reads it with the rights of whoever started the program; of a report about several hubs what it says of one, judged
    /// by what was observed.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - hub: whose; nothing where the file is about one.
    /// - Returns: the report, and what was left out of it.
    /// - Throws: one clear sentence, and the exit code of a usage error.
    static func read(_ path: String, about hub: HostName? = nil) throws -> RecordedReport {
        try parsed(path) { bytes throws(RecordedReportError) in try RecordedReport(bytes: bytes, about: hub) }
    }

    /// Reads what the file says of each of its hubs.
    ///
    /// - Parameter path: the file.
    /// - Returns: the reports, in the file's order.
    /// - Throws: one clear sentence, and the exit code of a usage error.
    static func readAll(_ path: String) throws -> [RecordedReport] {
        try parsed(path) { bytes throws(RecordedReportError) in try RecordedReport.all(in: bytes) }
    }

    private static func parsed<Read>(
        _ path: String, _ parse: ([UInt8]) throws(RecordedReportError) -> Read
    ) throws -> Read {
        guard ConnectionString(path) == nil, SecretKeys.keys(in: path).isEmpty else {
            throw Complaint("that is a key or a connection string, and no report; it was discarded.", ExitStatus.usage)
        }
        do {
            return try parse(try bytes(of: path))
        } catch {
            // What is wrong with the file names it.
            throw Complaint(
                error.code == .unreadable ? error.sentence : "\(verbatim: path.printable): \(error.sentence)",
                ExitStatus.usage)
        }
    }

    /// Of a regular file: a device or a pipe could go on without end.
    private static func bytes(of path: String) throws(RecordedReportError) -> [UInt8] {
        do throws(FileError) {
            return try Capabilities.asCaller { () throws(FileError) in
                try TextFile.bytes(path, limit: RecordedReport.longest)
            }
        } catch {
            switch error.error {
            case "EFBIG": throw .tooLong()
            case "EINVAL", "EISDIR": throw .notAFile(path)
            default: throw path == "-" ? .notAFile(path) : .unreadable(path)
            }
        }
    }
}
