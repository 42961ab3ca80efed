import FoundationEssentials
package import ProbeCore
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

    package static func text(of report: Report, for display: Display) throws -> String {
        try Phrasebook.$current.withValue(nil) { try render(report) }
    }

    /// The observations, each on a line of its own behind a comma.
    package static func part(of report: Report, observations: [Observation]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try observations.map { observation in
            ",\n    " + String(decoding: try encoder.encode(observation), as: UTF8.self)
        }.joined()
    }

    package static func text(of roundup: Roundup, parts: [String], for display: Display) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = try Phrasebook.$current.withValue(nil) { try encoder.encode(RoundupDocument(roundup)) }
        let text = String(decoding: document, as: UTF8.self)
        let list = parts.joined().dropFirst()
        return text.dropLast(2) + ",\n  \"observations\" : [\(list)\n  ]\n}\n"
    }
}
