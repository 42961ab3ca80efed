import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The page about several hubs: the verdict, a row for each hub, and each finding once with its fix.
extension HTMLReport {
    package static func text(of roundup: Roundup, parts: [String], for display: Display) -> String {
        let page = HTMLReport(report: roundup.asReport)
        let title: Markup = "\(TextReport.word(of: roundup.verdict)): \(phrase("\(roundup.rows.count, .hub)"))"
        return page.document(
            title: title, band: page.band(roundup), body: "\(table(roundup))\n\(page.cards(roundup))\n\(page.about)",
            closing: page.closing(roundup)
        ).description
    }

    private func band(_ roundup: Roundup) -> Markup {
        let facts: [(Sentence, String)] = [
            ("Hubs", "\(roundup.rows.count)"), ("Device", roundup.device.hostname),
            ("When", roundup.run.startedAt.description.split(separator: "T").joined(separator: " ")),
            ("System", [roundup.device.os, roundup.device.kernel].filter { !$0.isEmpty }.joined(separator: ", ")),
            ("Engine", roundup.device.engine ?? phrase("none")), ("Tool", "edgeprobe \(roundup.toolVersion)"),
        ]
        return band(of: roundup.verdict, headline: roundup.summary.text, facts: facts)
    }

    private static func table(_ roundup: Roundup) -> Markup {
        let rows = roundup.rows.map { row -> Markup in
            let leading = roundup.leading(row).map { number, finding -> Markup in
                "<a href=\"#finding-\(number)\">[\(number)]</a> <code>\(finding.cause.rawValue)</code>"
            }
            let owner = roundup.leading(row).map { TextReport.name(of: $0.finding.owner) } ?? ""
            return """
                <tr><th scope="row">\(row.hub)</th><td>\(cell(row.verdict))</td><td>\(leading)</td><td>\(owner)</td></tr>

                """
        }
        return """
            <section aria-labelledby="hubs">
            <h2 id="hubs">\(words: "The hubs")</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="hubs">
            <table class="matrix">
            <thead><tr><th scope="col">\(words: "hub")</th><th scope="col">\(words: "verdict")</th>\
            <th scope="col">\(words: "first cause")</th><th scope="col">\(words: "owner")</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>
            </div>
            </section>
            """
    }

    private static func cell(_ verdict: Diagnosis.Verdict) -> Markup {
        let word = TextReport.plainWord(of: verdict)
        return switch verdict {
        case .ready: "<span class=\"cell ok\">\(Icon.works)\(word)</span>"
        case .degraded: "<span class=\"cell unknown\">\(Icon.warns)\(word)</span>"
        case .blocked: "<span class=\"cell fail\">\(Icon.fails)\(word)</span>"
        case .inconclusive: "<span class=\"cell unknown\">\(Icon.unknown)\(word)</span>"
        }
    }

    private func cards(_ roundup: Roundup) -> Markup {
        guard !roundup.findings.isEmpty else { return "" }
        let cards = roundup.findings.enumerated().map { index, shared in
            card(shared.finding, number: index + 1, of: roundup.names(shared.hubs))
        }
        return findings(cards)
    }

    private func closing(_ roundup: Roundup) -> Markup {
        let caveats = report.caveats.map { caveat -> Markup in "<p>\(caveat)</p>" }
        return """
            <footer class="wrap">
            \(caveats)
            <p>\(phrase(roundup.effort)) \
            \(words: "Run \(verbatim: roundup.run.id). The JSON report of the same run has everything in it:") \
            <code>edgeprobe diagnose --hub NAME</code></p>
            </footer>
            """
    }
}
