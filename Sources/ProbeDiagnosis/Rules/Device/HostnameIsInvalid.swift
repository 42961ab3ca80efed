import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The device's name is none by RFC 1123, or the IoT Edge configuration has another one than the device.
struct HostnameIsInvalid: Rule {
    static let causes: [Cause] = [.hostHostnameInvalid]
    static let explains: [Cause] = [.logHostnameInvalid]

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(ReadHostname.self).compactMap { seen in
            guard !seen.evidence.isTooLong, let fault = Self.fault(seen.evidence) else {
                return nil
            }
            let file = seen.evidence.configurationFile
            return Finding(
                .hostHostnameInvalid, .warning, from: [seen.vantage], about: Finding.Subject(), owner: .device,
                confidence: .certain, summary: fault.summary,
                location: Finding.Location(
                    kind: .thisDevice, culprit: file.map { .file($0, line: nil) }, text: "on this device"),
                evidence: [seen.shows(fault.proof)],
                refutedBy: "`hostname` gives the name of the IoT Edge configuration, in letters, digits and hyphens.")
        }
    }

    private static func fault(_ evidence: HostnameEvidence) -> (summary: Sentence, proof: Sentence)? {
        if !evidence.isHostName {
            return (
                "The name of this device is no host name by RFC 1123: certificates for it will not be accepted.",
                "the name is \(evidence.effectiveName)"
            )
        }
        guard let configured = evidence.configuredName, !evidence.isConfiguredAlike else { return nil }
        let proof: Sentence =
            if let file = evidence.configurationFile {
                "\(file) says \(configured), the device \(evidence.name)"
            } else {
                "the configuration says \(configured), the device \(evidence.name)"
            }
        return ("The IoT Edge configuration calls this device by another name than its own.", proof)
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool { symptom.cause == .logHostnameInvalid }
}
