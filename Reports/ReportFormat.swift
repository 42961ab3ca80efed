package import ProbeCore
package import ProbeFindings

/// A form that a report leaves in: one file, and one line in the list.
package protocol ReportFormat: SendableMetatype {
    /// As the command line has it.
    static var name: String { get }

    /// What its files end in.
    static var fileExtension: String { get }

    /// What reads it is another user's service, and it names no more than labels.
    static var isForServices: Bool { get }

    /// The whole text.
    ///
    /// - Throws: where the report holds what the format cannot carry, which no probe should make.
    static func text(of report: Report, for display: Display) throws -> String

    /// What the text about several hubs takes of one hub's report, as long as that is there.
    ///
    /// - Parameters:
    ///   - report: the hub's.
    ///   - observations: those of it that no hub before it had.
    /// - Returns: the part.
    /// - Throws: where the report holds what the format cannot carry.
    static func part(of report: Report, observations: [Observation]) throws -> String

    /// The whole text about several hubs.
    ///
    /// - Parameters:
    ///   - roundup: what they came to.
    ///   - parts: of each hub, in their order.
    ///   - display: what the place that it goes to can show.
    /// - Returns: the text.
    /// - Throws: where the report holds what the format cannot carry.
    static func text(of roundup: Roundup, parts: [String], for display: Display) throws -> String
}

extension ReportFormat {
    package static var isForServices: Bool { false }

    package static func part(of report: Report, observations: [Observation]) throws -> String { "" }
}

/// What the place that a text goes to can show.
package struct Display: Hashable, Sendable {
    /// No character beyond ASCII: `--ascii`, or a locale that is not UTF-8.
    package var isASCII: Bool
    /// ANSI colours; off where `NO_COLOR` is set or the output is no terminal.
    package var isColoured: Bool

    package init(isASCII: Bool = false, isColoured: Bool = false) {
        self.isASCII = isASCII
        self.isColoured = isColoured
    }

    /// Of the product's own pages, whose English is ASCII and stays so everywhere.
    static var ofGuide: Display { Display(isASCII: Phrasebook.current == nil) }

    /// What a body says in the reader's language, and in English where the place can show no other letters.
    package func spoken<Text>(_ body: () throws -> Text) rethrows -> Text {
        isASCII ? try Phrasebook.inEnglish(body) : try body()
    }

    /// A line, harmless and as the place can show it.
    package func plain(_ line: String) -> String { PlainText(isASCII: isASCII).line(line) }
}

package enum ReportFormats {
    package static let all: [any ReportFormat.Type] = [
        TextReport.self,
        JSONReport.self,
        NDJSONReport.self,
        HTMLReport.self,
        MarkdownReport.self,
        PrometheusReport.self,
        JUnitReport.self,
    ]
}
