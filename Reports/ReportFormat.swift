package import ProbeFindings

/// A form that a report leaves in: one file, and one line in the list.
package protocol ReportFormat: SendableMetatype {
    /// As the command line has it.
    static var name: String { get }

    /// What its files end in.
    static var fileExtension: String { get }

    /// The whole text.
    ///
    /// - Throws: where the report holds what the format cannot carry, which no probe should make.
    static func text(of report: Report, for display: Display) throws -> String
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

    /// A line, harmless and as the place can show it.
    package func plain(_ line: String) -> String { PlainText(isASCII: isASCII).line(line) }
}

package enum ReportFormats {
    package static let all: [any ReportFormat.Type] = [
        TextReport.self,
        JSONReport.self,
        HTMLReport.self,
        MarkdownReport.self,
        PrometheusReport.self,
        JUnitReport.self,
    ]
}
