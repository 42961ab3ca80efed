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
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta name="robots" content="noindex">
        <title>\(word): \(report.survey.assignment.hub) - edgeprobe</title>
        <style>
        \(Markup.stylesheet)
        </style>
        </head>
        <body>
        \(band)
        <main class="wrap">
        \(PathFigure(report).markup)
        \(matrix)
        \(findings)
        \(TimelineTable(report).markup)
        \(observations)
        \(about)
        </main>
        \(closing)
        </body>
        </html>

        """
    }

    private var word: String { report.diagnosis.verdict.rawValue.uppercased() }

    private var band: Markup {
        let verdict = report.diagnosis.verdict
        let facts: [(String, String)] = [
            ("Hub", report.survey.assignment.hub.description), ("Device", report.device.hostname),
            ("When", report.run.startedAt.description.split(separator: "T").joined(separator: " ")),
            ("System", [report.device.os, report.device.kernel].filter { !$0.isEmpty }.joined(separator: ", ")),
            ("Engine", report.device.engine ?? "none"), ("Tool", "edgeprobe \(report.toolVersion)"),
        ]
        let list = facts.map { name, value -> Markup in "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }
        return """
            <header class="verdict \(verdict.rawValue)">
            <div class="wrap">
            <p class="word">\(Self.icon(of: verdict))<span>\(word)</span></p>
            <h1>\(report.diagnosis.summary.isEmpty ? word : report.diagnosis.summary.english)</h1>
            <dl class="facts">\(list)</dl>
            \(banners)
            </div>
            </header>
            """
    }

    private var banners: Markup {
        let demonstration: Markup =
            "<p class=\"banner\"><strong>Demonstration.</strong> The hub is an emulator inside this program, reached over loopback, and edgeHub's transport is taken to be \(report.survey.assignment.upstream.title). Nothing here says anything about this device's network.</p>"
        let partial: Markup =
            "<p class=\"banner\"><strong>Partial.</strong> The run ended before all questions were answered; this is what was seen until then.</p>"
        return [
            report.survey.assignment.isDemonstration ? demonstration : nil, report.run.isComplete ? nil : partial,
        ].compactMap(\.self).joined
    }

    private var about: Markup {
        let unexplained = report.diagnosis.unexplained.map {
            "Unexplained: \($0.shows.english) (from \($0.vantage), observation \($0.observation))."
        }
        let notes = (unexplained + (report.remarks + TextReport.troubles(in: report)).map(\.english)).map {
            note -> Markup in
            "<li>\(note)</li>"
        }
        guard !notes.isEmpty else { return "" }
        return """
            <section aria-labelledby="about">
            <h2 id="about">About the run</h2>
            <ul>\(notes)</ul>
            </section>
            """
    }

    private var closing: Markup {
        let caveats = report.caveats.map { caveat -> Markup in "<p>\(caveat)</p>" }
        let count = report.survey.observations.count
        return """
            <footer class="wrap">
            \(caveats)
            <p>\(count) observation\(count == 1 ? "" : "s") in \(TextReport.seconds(report.run.duration)) s. \
            Run \(report.run.id). The JSON report of the same run has everything in it, and \
            <code>edgeprobe diagnose</code> judges it again.</p>
            </footer>
            """
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
