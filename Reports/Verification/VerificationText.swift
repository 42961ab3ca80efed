import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A verification for people, on 80 columns.
package struct VerificationText {
    private var page: TextPage

    package static func render(_ verification: Verification, _ display: Display = Display()) -> String {
        var text = VerificationText(page: TextPage(display))
        text.head(verification)
        for item in verification.items { text.item(item) }
        for finding in verification.appeared { text.appeared(finding) }
        text.closing(verification)
        return text.page.text
    }

    private init(page: TextPage) { self.page = page }

    private mutating func head(_ verification: Verification) {
        let moment = verification.old.run.startedAt.description.split(separator: "T").joined(separator: " ")
        page.paragraph(
            "What \(moment) was found for \(verification.old.survey.assignment.hub) on "
                + "\(verification.old.device.hostname), and what is found of it now:")
    }

    private mutating func item(_ item: Verification.Item) {
        page.gap()
        let (word, style): (String, TextPage.Style) =
            switch item.state {
            case .gone: ("GONE", .green)
            case .stillThere: ("STILL THERE", .red)
            case .another: ("ANOTHER", .red)
            case .notMeasured: ("NOT MEASURED", .yellow)
            }
        page.paragraph(after: .init("[\(item.number)] \(word)  ", style), at: 4, item.finding.summary.english, .bold)
        switch item.state {
        case .gone: break
        case .stillThere(let finding):
            if let place = TextReport.place(finding.location) { labelled("Where", place.english) }
        case .another(let findings):
            for finding in findings { labelled("Now", Self.line(finding)) }
            if findings.isEmpty { labelled("Now", "It still does not work, and nothing says why.") }
        case .notMeasured(let reason): labelled("Why", reason.english)
        }
    }

    private mutating func appeared(_ finding: Finding) {
        page.gap()
        page.paragraph(after: .init("New  ", .yellow), at: 4, Self.line(finding))
    }

    private mutating func closing(_ verification: Verification) {
        page.gap()
        if verification.items.isEmpty { page.paragraph("The report has no finding that calls for a change.") }
        page.paragraph(
            "\(verification.new.survey.observations.count) of the report's "
                + "\(verification.old.survey.observations.count) questions were asked again; a whole run says whether "
                + "the device is ready.")
    }

    private mutating func labelled(_ label: String, _ text: String) {
        page.paragraph(after: .init("    \(label)"), at: TextReport.label, text)
    }

    private static func line(_ finding: Finding) -> String {
        "\(finding.severity.rawValue) · \(finding.cause.rawValue): \(finding.summary.english)"
    }
}
