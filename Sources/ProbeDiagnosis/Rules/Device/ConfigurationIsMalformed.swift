import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A configuration file of IoT Edge or of the engine does not parse.
struct ConfigurationIsMalformed: Rule {
    static let causes: [Cause] = [.configMalformed]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(ReadConfiguration.self).flatMap { seen in
            seen.evidence.files.filter { $0.state == .malformed && $0.role != .other }.map { finding($0, seen) }
        }
    }

    private func finding(_ file: ConfigurationFile, _ seen: Survey.Seen<ReadConfiguration>) -> Finding {
        let path = LocalText(file.path.description)
        let fault = (file.problem ?? .other).fault
        let reader = Self.reader(of: file)
        let summary: Sentence
        let proof: Sentence
        if let line = file.line {
            summary = "Line \(line) of \(path) \(fault): \(reader) will not start with it."
            proof = "line \(line) of \(path) \(fault)"
        } else {
            summary = "\(path) \(fault): \(reader) will not start with it."
            proof = "\(path) \(fault)"
        }
        return Finding(
            .configMalformed, .warning, from: [seen.vantage], about: Finding.Subject(process: path), owner: .device,
            confidence: .certain, summary: summary,
            location: Finding.Location(
                kind: .thisDevice, culprit: .file(path, line: file.line), text: "on this device"),
            evidence: [Finding.Proof(seen.index, proof)], refutedBy: "\(reader) starts with this file.")
    }

    private static func reader(of file: ConfigurationFile) -> Sentence {
        file.role == .engine ? "the container engine" : "IoT Edge"
    }
}

extension SyntaxProblem {
    /// A clause that says what is wrong.
    fileprivate var fault: Sentence {
        switch self {
        case .tab: "is indented with a tab, which YAML does not admit"
        case .indentation: "is not indented as its neighbours are"
        case .quote: "has a quotation mark that nothing closes, or text behind the closing one"
        case .bracket: "has a bracket that nothing closes"
        case .key: "is neither a key with a colon and a space nor a list item"
        case .assignment: "is no name with an equals sign and a value"
        case .duplicate: "defines a name a second time"
        case .value: "has a value, or text behind one, that cannot stand there without quotation marks"
        case .notText: "is not UTF-8 text"
        case .other: "does not parse"
        }
    }
}
