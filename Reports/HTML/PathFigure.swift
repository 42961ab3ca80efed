import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The drawn path: lying on a wide screen, standing on a phone.
struct PathFigure {
    private let picture: PathPicture?
    private let device: DeviceFacts
    private let findings: [Finding]
    private let isReady: Bool

    init(_ report: Report) {
        picture = report.diagnosis.picture.path
        device = report.device
        findings = report.diagnosis.findings
        isReady = report.diagnosis.verdict == .ready || report.diagnosis.verdict == .degraded
    }

    var markup: Markup {
        guard let picture else { return "" }
        return """
            <section aria-labelledby="path">
            <h2 id="path">\(title)</h2>
            <figure class="path">
            \(PathDrawing(picture, on: device, direction: .across).markup)
            \(PathDrawing(picture, on: device, direction: .down).markup)
            <figcaption>\(caption)</figcaption>
            </figure>
            </section>
            """
    }

    private var isBroken: Bool { picture.map { $0.breakage != .none } ?? false }

    private var title: Sentence {
        if isBroken { return "Where it breaks" }
        return picture?.finding == nil ? "The path" : "The path that works"
    }

    private var caption: Markup {
        guard let number = picture?.finding, findings.indices.contains(number - 1) else {
            return isReady
                ? "\(words: "Nothing on the way stops what IoT Edge needs.")"
                : "\(words: "Nothing was found that stops the path.")"
        }
        let finding = findings[number - 1]
        // Many summaries name the place already; what passes it they do not say.
        let isNamed = finding.location.text.map { finding.summary.names($0) } ?? false
        let words = isNamed ? finding.location.contrast : TextReport.place(finding.location)
        let place: Markup? =
            finding.location == .unknown
            ? nil
            : words.map { " <strong>\($0.line)</strong>" } ?? ""
        let unknown: Markup = " <strong>\(words: "Where exactly is not known.")</strong>"
        return
            "<a href=\"#finding-\(number)\">[\(number)]</a> \(finding.summary)\(place ?? (isBroken ? unknown : ""))"
    }
}

extension Sentence {
    /// Says where something is as the other sentence does, or names the router that is all this says.
    fileprivate func names(_ place: Sentence) -> Bool {
        let own = arguments
        return english.contains(place.english)
            || place.arguments.contains { argument in
                guard case .sentence = argument else { return false }
                return own.contains(argument)
            }
    }
}
