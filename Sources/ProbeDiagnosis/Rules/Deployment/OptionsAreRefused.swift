import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A deployment's `createOptions` are no JSON, or name a port that there is not.
struct OptionsAreRefused: Rule {
    static let causes: [Cause] = [.configMalformed]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        guard let seen = scene.survey.deployment else { return [] }
        return (seen.evidence.unusable ?? []).compactMap { value in
            switch value.kind {
            case .containerOptions:
                finding(
                    value, seen, scene, "is no object of JSON",
                    "edgeAgent refuses the whole deployment for that, and starts none of its modules")
            case .port:
                finding(
                    value, seen, scene, "publishes a port that is no number from 1 to 65535",
                    "the engine makes no such container, and the module does not start")
            case .hubName, .hostName, .hostAddress, .url, .connectionString, .idScope, .networkName, .socket, .fileURI,
                .transport, .proxy, .proxyScript, .image, .address:
                nil
            }
        }
    }

    private func finding(
        _ value: UnusableValue, _ seen: Survey.Seen<ReadDeployment>, _ scene: Scene, _ fault: Sentence,
        _ consequence: Sentence
    ) -> Finding {
        var location = scene.survey.place(inDeployment: value.line, nil)
        var place = FilePlace(value.file, line: value.line)
        place.problem = .unfit
        place.member = value.member
        location.culprit = .file(place)
        return Finding(
            .configMalformed, .error, from: [seen.vantage], about: Finding.Subject(process: value.file),
            owner: .hubConfiguration, confidence: .certain,
            summary: value.line.map { line in
                "Line \(line) of \(value.file) (\(value.member)) \(clause: fault): \(clause: consequence)."
            } ?? "\(value.file) (\(value.member)) \(clause: fault): \(clause: consequence).",
            location: location,
            evidence: [
                seen.shows(
                    value.line.map { line in "line \(line) of \(value.file) (\(value.member)) \(clause: fault)" }
                        ?? "\(value.file) (\(value.member)) \(clause: fault)")
            ],
            refutedBy: "edgeAgent starts the module with this file.")
    }
}
