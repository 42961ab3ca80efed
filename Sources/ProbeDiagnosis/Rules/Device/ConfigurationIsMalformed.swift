import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A configuration file of IoT Edge or of the engine is one that its owner would not start with.
struct ConfigurationIsMalformed: Rule {
    static let causes: [Cause] = [.configMalformed]
    static let explains: [Cause] = []

    /// From here on the engine takes a byte order mark and an empty file, and nothing behind the one value.
    private static let changed = 23

    func findings(in scene: Scene) -> [Finding] {
        let version = scene.survey.seen(DescribeEngine.self).lazy.compactMap(\.evidence.majorVersion).first
        return scene.survey.seen(ReadConfiguration.self).flatMap { seen in
            seen.evidence.files.compactMap { file in
                confidence(in: file, engine: version).map { finding(file, $0, seen) }
            }
        }
    }

    /// How sure it is that the file's owner refuses it; nothing where it does not.
    private func confidence(in file: ConfigurationFile, engine version: Int?) -> Finding.Confidence? {
        guard file.state == .malformed, file.role != .other else { return nil }
        guard file.role == .engine else { return .certain }
        switch file.problem {
        case .byteOrderMark, .empty, .newerMember: return version.map { $0 < Self.changed } ?? false ? .certain : nil
        case .trailing, .notText: return version.map { $0 < Self.changed ? nil : .certain } ?? .likely
        // A version that is not known here may have it.
        case .unknownMember: return .likely
        default: return .certain
        }
    }

    private func finding(
        _ file: ConfigurationFile, _ confidence: Finding.Confidence, _ seen: Survey.Seen<ReadConfiguration>
    ) -> Finding {
        let path = file.path
        let fault = (file.problem ?? .other).clause
        let reader = Self.reader(of: file)
        let summary: Sentence
        let proof: Sentence
        if let line = file.line, let member = file.member {
            summary = "Line \(line) of \(path) (\(member)) \(fault): \(reader) will not start with it."
            proof = "line \(line) of \(path) (\(member)) \(fault)"
        } else if let line = file.line {
            summary = "Line \(line) of \(path) \(fault): \(reader) will not start with it."
            proof = "line \(line) of \(path) \(fault)"
        } else {
            summary = "\(path) \(fault): \(reader) will not start with it."
            proof = "\(path) \(fault)"
        }
        var place = FilePlace(path, line: file.line)
        place.problem = file.problem
        place.member = file.member
        return Finding(
            .configMalformed, .warning, from: [seen.vantage], about: Finding.Subject(process: path), owner: .device,
            confidence: confidence, summary: summary,
            location: Finding.Location(kind: .thisDevice, culprit: .file(place), text: "on this device"),
            evidence: [Finding.Proof(seen.index, proof)], refutedBy: "\(reader) starts with this file.")
    }

    private static func reader(of file: ConfigurationFile) -> Sentence {
        file.role == .engine ? "the container engine" : "IoT Edge"
    }
}
