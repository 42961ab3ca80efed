import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A configuration file of IoT Edge or of the engine does not parse.
struct ConfigurationIsMalformed: Rule {
    static let causes: [Cause] = [.configMalformed]
    static let explains: [Cause] = []

    func findings(in survey: Survey) -> [Finding] {
        survey.seen(ReadConfiguration.self).flatMap { seen in
            seen.evidence.files.filter { $0.state == .malformed && $0.role != .other }.map { file in
                let place = file.line.map { "Line \($0) of \(file.path)" } ?? "\(file.path)"
                let clause = (file.problem ?? .other).clause
                return Finding(
                    .configMalformed, .warning, from: [seen.vantage],
                    about: Finding.Subject(process: file.path.description), owner: .device, confidence: .certain,
                    summary: "\(place) \(clause): \(Self.reader(of: file)) will not start with it.",
                    location: Finding.Location(kind: .thisDevice, text: "on this device"),
                    evidence: [Finding.Proof(seen.index, "\(place.lowercasedStart) \(clause)")],
                    refutedBy: "\(Self.reader(of: file)) starts with this file.")
            }
        }
    }

    private static func reader(of file: ConfigurationFile) -> String {
        file.role == .engine ? "the container engine" : "IoT Edge"
    }
}

extension String {
    fileprivate var lowercasedStart: String { prefix(1).lowercased() + dropFirst() }
}
