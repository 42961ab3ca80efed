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
        let path = file.path
        let fault = (file.problem ?? .other).clause
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
