import FoundationEssentials
package import ProbeCore
package import ProbeFindings

/// The report for pipelines: the JSON object of each hub on a line of its own, as soon as its round is.
///
/// Each line is the whole report of one hub, as `json` has it of a run about that hub alone.
package enum NDJSONReport: ReportFormat {
    package static let name = "ndjson"
    package static let fileExtension = "ndjson"

    package static func text(of report: Report, for display: Display) throws -> String {
        let encoder = JSONEncoder()
        // A line feed inside a text is written as an escape.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(ReportDocument(report)), as: UTF8.self) + "\n"
    }

    package static func part(of report: Report, observations: [Observation]) throws -> String {
        try text(of: report, for: Display())
    }

    package static func text(of roundup: Roundup, parts: [String], for display: Display) -> String { parts.joined() }
}
