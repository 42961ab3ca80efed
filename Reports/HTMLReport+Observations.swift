import FoundationEssentials
import ProbeCore
import ProbeFindings

extension HTMLReport {
    /// More of one observation is left to the JSON report.
    private static var longest: Int { 6000 }

    /// Every observation, folded, vantage by vantage.
    var observations: Markup {
        let all = report.survey.observations
        guard !all.isEmpty else { return "" }
        let groups = report.survey.vantages.map { vantage -> Markup in
            let here = all.filter { $0.vantage == vantage }
            return """
                <details><summary>\(vantage): \(words: "\(here.count, .observation)")</summary>
                \(here.map(Self.row))
                </details>

                """
        }
        return """
            <section aria-labelledby="observations">
            <h2 id="observations">\(words: "Every observation")</h2>
            \(groups)
            </section>
            """
    }

    private static func row(_ observation: Observation) -> Markup {
        let times: Sentence = """
            at \(verbatim: "\(observation.startedAt.value)") s, took \(verbatim: milliseconds(observation.duration))
            """
        return """
            <details class="observation" id="observation-\(observation.index)"><summary>\
            <strong>\(observation.index)</strong><code>\(observation.probe)</code><span>\(subject(observation.subject))</span>\
            <span>\(outcome(observation))</span><span class="faint">\(times)</span>\
            </summary>\(detail(observation))</details>

            """
    }

    static func subject(_ subject: any Subject) -> String {
        switch subject {
        case let endpoint as Endpoint: endpoint.description
        case let name as Name: name.host.description
        case is Device: phrase("this device")
        default: Structure(of: subject).map(words) ?? ""
        }
    }

    /// What a subject holds, as in: port 443.
    private static func words(_ structure: Structure) -> String {
        switch structure {
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\($0.key) \(words($0.value))" }.joined(separator: ", ")
        case .list(let values): values.map(words).joined(separator: " ")
        case .text(let text): text
        default: json(structure)
        }
    }

    private static func outcome(_ observation: Observation) -> String {
        switch observation.outcome {
        case .seen: phrase("seen")
        case .skipped(let reason): phrase("skipped: \(reason)")
        case .failed(let error): phrase("failed: \(error)")
        }
    }

    private static func detail(_ observation: Observation) -> Markup? {
        guard case .seen(let evidence) = observation.outcome, let structure = Structure(of: evidence) else {
            return nil
        }
        return
            "<pre tabindex=\"0\" aria-label=\"\(words: "Evidence")\">\(Markup.lines(json(structure.without("pem")), limit: longest))</pre>"
    }

    private static func json(_ structure: Structure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(structure)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

extension Structure {
    /// The tree without a member that only programs read.
    fileprivate func without(_ name: String) -> Structure {
        switch self {
        case .object(let members): .object(members.filter { $0.key != name }.mapValues { $0.without(name) })
        case .list(let elements): .list(elements.map { $0.without(name) })
        default: self
        }
    }
}
