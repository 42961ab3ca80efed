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
                Self.confidence(in: file, engine: version).map { confidence in
                    var finding = finding(file, confidence, seen)
                    // With a file like that it does not start, whatever else there is.
                    if file.role == .engine, confidence == .certain, scene.survey.stoppedEngine != nil {
                        finding.explains = [.containerEngineStopped]
                    }
                    return finding
                }
            } + unusable(seen) + unpaired(seen, in: scene) + hubName(seen, in: scene)
        }
    }

    /// Values of IoT Edge's own file that parse, and of which it can make nothing.
    private func unusable(_ seen: Survey.Seen<ReadConfiguration>) -> [Finding] {
        (seen.evidence.unusable ?? []).filter { value in
            switch value.kind {
            // An address is as good as a name to IoT Edge; a script has a finding of its own.
            case .hostAddress, .proxyScript, .hubName: false
            // So has a proxy that is another one elsewhere.
            case .proxy: seen.evidence.proxies.allSatisfy { $0.proxy == nil && $0.scheme == nil }
            default: true
            }
        }.map { value in
            var place = FilePlace(value.file, line: value.line)
            place.problem = .unfit
            place.member = value.member
            // Without edgeAgent nothing of a deployment ever starts.
            let isAgents = value.kind == .image
            return Finding(
                .configMalformed, isAgents ? .error : .warning, from: [seen.vantage],
                about: Finding.Subject(process: value.file), owner: .device, confidence: .certain,
                summary: isAgents
                    ? "edgeAgent's image in \(value.file) (\(value.member)) has a name that no container engine takes: it will not be pulled."
                    : value.line.map { line in
                        "Line \(line) of \(value.file) (\(value.member)) has a value of which IoT Edge can make nothing."
                    } ?? "\(value.file) (\(value.member)) has a value of which IoT Edge can make nothing.",
                location: Finding.Location(kind: .thisDevice, culprit: .file(place), text: "on this device"),
                evidence: [
                    seen.shows(
                        value.line.map { line in
                            "line \(line) of \(value.file) (\(value.member)) \((SyntaxProblem.unfit).clause)"
                        } ?? "\(value.file) (\(value.member)) \((SyntaxProblem.unfit).clause)")
                ],
                refutedBy: "IoT Edge starts with this file.")
        }
    }

    /// How sure it is that the file's owner refuses it; nothing where it does not.
    static func confidence(in file: ConfigurationFile, engine version: Int?) -> Finding.Confidence? {
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

    /// What follows from the hub's name in the configuration, or that the engine does not start with its file.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        if symptom.cause == .containerEngineStopped { return true }
        return finding.subject.host != nil && symptom.subject.host == finding.subject.host
    }
}
