import FoundationEssentials
import ProbeCore
package import ProbeFindings

/// The report that other programs read: JSON, format version 1, as `Reports/Schema/report-1.schema.json` describes it.
///
/// The names of its members are a public contract, so they are spelled out in documents of their own here and do not
/// follow the names of Swift properties elsewhere.
package enum JSONReport {
    /// Renders a report.
    ///
    /// - Throws: an `EncodingError` where evidence holds a number that JSON cannot carry, which no probe should make.
    package static func render(_ report: Report) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(ReportDocument(report))
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}

extension JSONReport: ReportFormat {
    package static let name = "json"
    package static let fileExtension = "json"

    package static func text(of report: Report, for display: Display) throws -> String { try render(report) }
}
