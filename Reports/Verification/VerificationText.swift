import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A verification for people, on 80 columns.
package struct VerificationText {
    private var page: TextPage

    package static func render(_ verification: Verification, _ display: Display = Display()) -> String {
        display.spoken {
            var text = VerificationText(page: TextPage(display))
            text.head(verification)
            for item in verification.items { text.item(item) }
            for finding in verification.appeared { text.appeared(finding) }
            text.closing(verification)
            return text.page.text
        }
    }

    private init(page: TextPage) { self.page = page }

    private mutating func head(_ verification: Verification) {
        let moment = verification.old.run.startedAt.description.split(separator: "T").joined(separator: " ")
        page.paragraph(
            phrase(
                """
                What was found for \(verification.old.survey.assignment.hub) on \
                \(verbatim: verification.old.device.hostname) at \(verbatim: moment), and what is found of it now:
                """))
    }

    private mutating func item(_ item: Verification.Item) {
        page.gap()
        let (word, style): (String, TextPage.Style) =
            switch item.state {
            case .gone: (phrase("GONE"), .green)
            case .stillThere: (phrase("STILL THERE"), .red)
            case .another: (phrase("ANOTHER"), .red)
            case .notMeasured: (phrase("NOT MEASURED"), .yellow)
            }
        page.paragraph(after: .init("[\(item.number)] \(word)  ", style), at: 4, item.finding.summary.text, .bold)
        switch item.state {
        case .gone: break
        case .stillThere(let finding):
            if let place = TextReport.place(finding.location) { labelled(phrase("Where"), place.text) }
        case .another(let findings):
            for finding in findings { labelled(phrase("Now"), Self.line(finding)) }
            if findings.isEmpty { labelled(phrase("Now"), phrase("It still does not work, and nothing says why.")) }
        case .notMeasured(let reason): labelled(phrase("Why"), reason.text)
        }
    }

    private mutating func appeared(_ finding: Finding) {
        page.gap()
        page.paragraph(after: .init(phrase("New") + "  ", .yellow), at: 4, Self.line(finding))
    }

    private mutating func closing(_ verification: Verification) {
        page.gap()
        if verification.items.isEmpty { page.paragraph(phrase("The report has no finding that calls for a change.")) }
        page.paragraph(
            phrase(
                """
                \(verification.new.survey.observations.count) of the report's \
                \(verification.old.survey.observations.count) questions were asked again; a whole run says whether \
                the device is ready.
                """))
    }

    private mutating func labelled(_ label: String, _ text: String) {
        page.paragraph(after: .init("    \(label)"), at: TextReport.label, text)
    }

    private static func line(_ finding: Finding) -> String {
        "\(TextReport.word(of: finding.severity)) · \(finding.cause.rawValue): \(finding.summary.text)"
    }
}
