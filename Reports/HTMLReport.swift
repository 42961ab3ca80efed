import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The report for a ticket: one self-contained file without a script, for light and dark screens, phones and paper.
///
/// The order is the eye's: the verdict, the path with its break, what works from where, each finding with its fix; the
/// proof for those who doubt comes below the fold. The page is built from typed markup, so nothing that the network said
/// can become a tag, and its policy forbids loading anything at all.
package struct HTMLReport {
    let report: Report

    package static func render(_ report: Report) -> String { HTMLReport(report: report).page.description }

    private var page: Markup {
        document(
            title: "\(word): \(report.survey.assignment.hub)", band: band,
            body: """
                \(PathFigure(report).markup)
                \(matrix)
                \(findings)
                \(TimelineTable(report).markup)
                \(observations)
                \(about)
                """, closing: closing)
    }

    /// A page with its head around what it says.
    func document(title: Markup, band: Markup, body: Markup, closing: Markup) -> Markup {
        """
        <!DOCTYPE html>
        <html lang="\(language)"\(language == "ko" ? Self.keepingWords : "")>
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta name="robots" content="noindex">
        <title>\(title) - edgeprobe</title>
        <style>
        \(Markup.stylesheet)
        </style>
        </head>
        <body>
        \(band)
        <main class="wrap">
        \(body)
        </main>
        \(closing)
        </body>
        </html>

        """
    }

    private var language: String { Phrasebook.current?.language ?? "en" }

    /// Korean is broken at spaces where there are any (CSS Text, word-break).
    private static let keepingWords: Markup = " style=\"word-break: keep-all\""

    private var word: String { TextReport.word(of: report.diagnosis.verdict) }

    private var band: Markup {
        let facts: [(Sentence, String)] = [
            ("Hub", report.survey.assignment.hub.description), ("Device", report.device.hostname),
            ("When", report.run.startedAt.description.split(separator: "T").joined(separator: " ")),
            ("System", [report.device.os, report.device.kernel].filter { !$0.isEmpty }.joined(separator: ", ")),
            ("Engine", report.device.engine ?? phrase("none")), ("Tool", "edgeprobe \(report.toolVersion)"),
        ]
        return band(
            of: report.diagnosis.verdict,
            headline: report.diagnosis.summary.isEmpty ? word : report.diagnosis.summary.text, facts: facts)
    }

    /// The top of a page.
    func band(of verdict: Diagnosis.Verdict, headline: String, facts: [(Sentence, String)]) -> Markup {
        let list = facts.map { name, value -> Markup in "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }
        return """
            <header class="verdict \(verdict.rawValue)">
            <div class="wrap">
            <p class="word">\(Self.icon(of: verdict))<span>\(TextReport.word(of: verdict))</span></p>
            <h1>\(headline)</h1>
            <dl class="facts">\(list)</dl>
            \(banners)
            </div>
            </header>
            """
    }

    private var banners: Markup {
        let demonstration: Markup =
            "<p class=\"banner\"><strong>\(words: "Demonstration.")</strong> \(TextReport.demonstration(of: report))</p>"
        let partial: Markup =
            "<p class=\"banner\"><strong>\(words: "Partial.")</strong> \(TextReport.partial)</p>"
        return [
            report.survey.assignment.isDemonstration ? demonstration : nil, report.run.isComplete ? nil : partial,
        ].compactMap(\.self).joined
    }

    var about: Markup {
        let unexplained = report.diagnosis.unexplained.map {
            phrase("Unexplained: \($0.shows) (from \($0.vantage), observation \($0.observation)).")
        }
        let notes = (unexplained + (report.remarks + TextReport.troubles(in: report)).map(\.text)).map {
            note -> Markup in
            "<li>\(note)</li>"
        }
        guard !notes.isEmpty else { return "" }
        return """
            <section aria-labelledby="about">
            <h2 id="about">\(words: "About the run")</h2>
            <ul>\(notes)</ul>
            </section>
            """
    }

    private var closing: Markup {
        let caveats = report.caveats.map { caveat -> Markup in "<p>\(caveat)</p>" }
        return """
            <footer class="wrap">
            \(caveats)
            <p>\(TextReport.amount(of: report)) \(words: "Run \(verbatim: "\(report.run.id)").") \(again)</p>
            </footer>
            """
    }

    private var again: Markup {
        .words(
            "The JSON report of the same run has everything in it, and \(verbatim: Markup.place) judges it again.",
            around: "<code>edgeprobe diagnose</code>")
    }

    private static func icon(of verdict: Diagnosis.Verdict) -> Markup {
        switch verdict {
        case .ready: Icon.works
        case .degraded: Icon.warns
        case .blocked: Icon.fails
        case .inconclusive: Icon.unknown
        }
    }
}

extension Markup {
    /// The stylesheet is the program's own text; quoting it would break its strings.
    fileprivate static var stylesheet: Markup { trusted(Stylesheet.text) }
}

extension HTMLReport: ReportFormat {
    package static let name = "html"
    package static let fileExtension = "html"

    package static func text(of report: Report, for display: Display) -> String { render(report) }
}
