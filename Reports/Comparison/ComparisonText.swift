import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A comparison for people, on 80 columns.
package struct ComparisonText {
    private let comparison: Comparison
    private var page: TextPage

    package static func render(_ comparison: Comparison, _ options: Display = .init()) -> String {
        var text = ComparisonText(comparison: comparison, page: TextPage(options))
        text.write()
        return text.page.text
    }

    private init(comparison: Comparison, page: TextPage) {
        self.comparison = comparison
        self.page = page
    }

    private mutating func write() {
        head("Old", comparison.old)
        head("New", comparison.new)
        page.gap()
        verdict()
        for caution in comparison.cautions { page.paragraph(after: .init("Note"), at: 6, caution) }
        vantages()
        findings("New cause", comparison.appeared, .red)
        changed()
        findings("Gone", comparison.gone, .green)
        transports()
        paces("Slower", comparison.slower)
        paces("Faster", comparison.faster)
        if !comparison.slower.isEmpty || !comparison.faster.isEmpty {
            page.paragraph(
                "Only what takes half as long again and at least 0.1 s longer than before, or the other way round, is "
                    + "called slower or faster: single measurements waver.")
        }
    }

    private mutating func head(_ label: String, _ report: Report) {
        let moment = report.run.startedAt.description.split(separator: "T").joined(separator: " ")
        page.paragraph(
            after: .init(label), at: 5, "\(report.survey.assignment.hub)  \(moment)  \(report.device.hostname)")
    }

    private mutating func verdict() {
        let (old, new) = (comparison.old.diagnosis, comparison.new.diagnosis)
        let words = (old.verdict.rawValue.uppercased(), new.verdict.rawValue.uppercased())
        let head = words.0 == words.1 ? "STILL \(words.0)" : "\(words.0) -> \(words.1)"
        page.paragraph(
            after: .init(head, TextReport.style(of: new.verdict)), at: head.count + 2, new.summary.english, .bold)
        page.gap()
        page.paragraph(
            comparison.isUnchanged
                ? "Nothing changed."
                : comparison.isWorse ? "Something changed for the worse." : "Nothing changed for the worse.")
    }

    private mutating func findings(_ label: String, _ findings: [Finding], _ style: TextPage.Style) {
        guard !findings.isEmpty else { return }
        page.gap()
        for finding in findings {
            page.paragraph(
                after: .init(label, finding.severity == .info ? .plain : style), at: 11,
                "\(finding.cause.rawValue) (\(finding.severity.rawValue), \(Self.list(finding.vantages)))")
            page.paragraph(at: 11, finding.summary.english)
        }
    }

    private mutating func vantages() {
        let (lost, gained) = (comparison.lost, comparison.gained)
        if !lost.isEmpty {
            page.paragraph(
                after: .init("Not measured any more ", .red), at: 4,
                "from \(Self.list(lost)): nothing is known of what works from there.")
        }
        if !gained.isEmpty { page.paragraph("Measured now as well from \(Self.list(gained)).") }
    }

    private mutating func changed() {
        guard !comparison.changed.isEmpty else { return }
        page.gap()
        for change in comparison.changed {
            page.paragraph(after: .init("Changed", .yellow), at: 11, change.finding.cause.rawValue)
            if let severity = change.severity {
                page.paragraph(at: 11, "was \(severity.old.rawValue), is \(severity.new.rawValue)")
            }
            if let place = change.place { page.paragraph(at: 11, "was at: \(place.old) Is at: \(place.new)") }
            if let vantages = change.vantages {
                page.paragraph(at: 11, "was seen from \(Self.list(vantages.old)), is from \(Self.list(vantages.new))")
            }
        }
    }

    private mutating func transports() {
        guard !comparison.transports.isEmpty else { return }
        page.gap()
        for change in comparison.transports {
            let via = change.via == .proxy ? " through the proxy" : ""
            page.paragraph(
                after: .init("Transport", change.isWorse ? .red : .plain), at: 11,
                "\(change.transport.rawValue) from \(change.vantage)\(via): "
                    + "\(Self.word(change.usable.old)), now \(Self.word(change.usable.new))")
        }
    }

    private mutating func paces(_ label: String, _ paces: [Comparison.Pace]) {
        guard !paces.isEmpty else { return }
        page.gap()
        for pace in paces {
            page.paragraph(
                after: .init(label, label == "Slower" ? .yellow : .plain), at: 11,
                "\(pace.endpoint) from \(pace.vantage): \(HTMLReport.milliseconds(pace.seconds.old)), "
                    + "now \(HTMLReport.milliseconds(pace.seconds.new))")
        }
    }

    private static func list(_ vantages: [Vantage]) -> String {
        vantages.map(\.description).joined(separator: ", ")
    }

    private static func word(_ usable: Bool?) -> String {
        switch usable {
        case true?: "usable"
        case false?: "not usable"
        case nil: "neither proven nor refuted"
        }
    }
}
