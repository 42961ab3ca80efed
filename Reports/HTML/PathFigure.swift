import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The drawn path: lying on a wide screen, standing on a phone.
struct PathFigure {
    let route: Route
    private let isReady: Bool

    init(_ report: Report) {
        route = Route(report)
        isReady = report.diagnosis.verdict == .ready || report.diagnosis.verdict == .degraded
    }

    var markup: Markup {
        """
        <section aria-labelledby="path">
        <h2 id="path">\(title)</h2>
        <figure class="path">
        \(PathDrawing(route, direction: .across).markup)
        \(PathDrawing(route, direction: .down).markup)
        <figcaption>\(caption)</figcaption>
        </figure>
        </section>
        """
    }

    private var title: String {
        if route.breakage != .none { return "Where it breaks" }
        return route.finding == nil ? "The path" : "The path that works"
    }

    private var caption: Markup {
        guard let finding = route.finding, let number = route.number else {
            return isReady ? "Nothing on the way stops what IoT Edge needs." : "Nothing was found that stops the path."
        }
        // Many summaries name the place already; what passes it they do not say.
        let isNamed = finding.location.text.map { finding.summary.contains($0) } ?? false
        let words = isNamed ? finding.location.contrast : TextReport.place(finding.location)
        let place: Markup? =
            finding.location == .unknown
            ? nil
            : words.map { " <strong>\(TextReport.sentence($0, isCapital: true))</strong>" } ?? ""
        let unknown: Markup = " <strong>Where exactly is not known.</strong>"
        return
            "<a href=\"#finding-\(number)\">[\(number)]</a> \(finding.summary)\(place ?? (route.breakage == .none ? "" : unknown))"
    }
}
