import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A comparison for people, on 80 columns.
package struct ComparisonText {
    private let comparison: Comparison
    private var page: TextPage

    package static func render(_ comparison: Comparison, _ options: Display = .init()) -> String {
        options.spoken {
            var text = ComparisonText(comparison: comparison, page: TextPage(options))
            text.write()
            return text.page.text
        }
    }

    private init(comparison: Comparison, page: TextPage) {
        self.comparison = comparison
        self.page = page
    }

    private mutating func write() {
        head(phrase("Old"), comparison.old)
        head(phrase("New"), comparison.new)
        page.gap()
        verdict()
        for caution in comparison.cautions { page.paragraph(after: .init(phrase("Note")), at: 6, caution.text) }
        vantages()
        findings(phrase("New cause"), comparison.appeared, .red)
        changed()
        findings(phrase("Gone"), comparison.gone, .green)
        transports()
        paces(phrase("Slower"), comparison.slower, .yellow)
        paces(phrase("Faster"), comparison.faster, .plain)
        if !comparison.slower.isEmpty || !comparison.faster.isEmpty {
            page.paragraph(
                phrase(
                    """
                    Only what takes half as long again and at least 0.1 s longer than before, or the other way round, is \
                    called slower or faster: single measurements waver. It is for the worse where most connections from a \
                    place have longer round trips by the kernel's own clock, or segments sent again.
                    """))
        }
    }

    private mutating func head(_ label: String, _ report: Report) {
        let moment = report.run.startedAt.description.split(separator: "T").joined(separator: " ")
        page.paragraph(
            after: .init(label), at: 5, "\(report.survey.assignment.hub)  \(moment)  \(report.device.hostname)")
    }

    private mutating func verdict() {
        let (old, new) = (comparison.old.diagnosis, comparison.new.diagnosis)
        let words = (TextReport.word(of: old.verdict), TextReport.word(of: new.verdict))
        let head = words.0 == words.1 ? phrase("STILL \(verbatim: words.0)") : "\(words.0) -> \(words.1)"
        let column = PlainText.width(head) + 2
        page.paragraph(
            after: .init(head, TextReport.style(of: new.verdict)), at: column, new.summary.text, .bold)
        // A verdict is one for something, from somewhere: either may be another than it was.
        if old.summary.text != new.summary.text {
            page.paragraph(at: column, phrase("Before: \(old.summary)"))
        }
        if comparison.new.survey.assignment.isDemonstration {
            page.paragraph(
                after: .init(phrase("DEMONSTRATION")), at: 15, TextReport.demonstration(of: comparison.new).text)
        }
        if !comparison.new.run.isComplete {
            page.paragraph(after: .init(phrase("PARTIAL")), at: 9, TextReport.partial.text)
        }
        page.gap()
        page.paragraph(
            comparison.isUnchanged
                ? phrase("Nothing changed.")
                : comparison.isWorse
                    ? phrase("Something changed for the worse.") : phrase("Nothing changed for the worse."))
    }

    private mutating func findings(_ label: String, _ findings: [Finding], _ style: TextPage.Style) {
        guard !findings.isEmpty else { return }
        page.gap()
        for finding in findings {
            page.paragraph(
                after: .init(label, finding.severity == .info ? .plain : style), at: 11,
                "\(finding.cause.rawValue) (\(TextReport.word(of: finding.severity)), \(Self.list(finding.vantages)))")
            page.paragraph(at: 11, finding.summary.text)
        }
    }

    private mutating func vantages() {
        let (lost, gained) = (comparison.lost, comparison.gained)
        if !lost.isEmpty {
            page.paragraph(
                after: .init(phrase("Not measured any more") + " ", .red), at: 4,
                phrase("from \(listing: lost): nothing is known of what works from there."))
        }
        if !gained.isEmpty { page.paragraph(phrase("Measured now as well from \(listing: gained).")) }
    }

    private mutating func changed() {
        guard !comparison.changed.isEmpty else { return }
        page.gap()
        for change in comparison.changed {
            page.paragraph(after: .init(phrase("Changed"), .yellow), at: 11, change.finding.cause.rawValue)
            if let severity = change.severity {
                let (old, new) = (TextReport.word(of: severity.old), TextReport.word(of: severity.new))
                page.paragraph(at: 11, phrase("was \(verbatim: old), is \(verbatim: new)"))
            }
            if let place = change.place { page.paragraph(at: 11, phrase("was at: \(place.old) Is at: \(place.new)")) }
            if let vantages = change.vantages {
                page.paragraph(
                    at: 11, phrase("was seen from \(listing: vantages.old), is from \(listing: vantages.new)"))
            }
        }
    }

    private mutating func transports() {
        guard !comparison.transports.isEmpty else { return }
        page.gap()
        for change in comparison.transports {
            let (old, new) = (Self.word(change.usable.old), Self.word(change.usable.new))
            let transport = Term(change.transport)
            page.paragraph(
                after: .init(phrase("Transport"), change.isWorse ? .red : .plain), at: 11,
                change.via == .proxy
                    ? phrase("\(transport) from \(change.vantage) through the proxy: \(old), now \(new)")
                    : phrase("\(transport) from \(change.vantage): \(old), now \(new)"))
        }
    }

    private mutating func paces(_ label: String, _ paces: [Comparison.Pace], _ style: TextPage.Style) {
        guard !paces.isEmpty else { return }
        page.gap()
        for pace in paces {
            page.paragraph(
                after: .init(label, style), at: 11,
                phrase(
                    """
                    \(verbatim: "\(pace.endpoint)") from \(pace.vantage): \
                    \(verbatim: HTMLReport.milliseconds(pace.seconds.old)), \
                    now \(verbatim: HTMLReport.milliseconds(pace.seconds.new))
                    """))
        }
    }

    private static func list(_ vantages: [Vantage]) -> String {
        vantages.map(\.description).joined(separator: ", ")
    }

    private static func word(_ usable: Bool?) -> Sentence {
        switch usable {
        case true?: "usable"
        case false?: "not usable"
        case nil: "neither proven nor refuted"
        }
    }
}
