import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The device's name is none by RFC 1123, or the IoT Edge configuration has another one than the device.
struct HostnameIsInvalid: Rule {
    static let causes: [Cause] = [.hostHostnameInvalid]
    static let explains: [Cause] = [.logHostnameInvalid]

    func findings(in survey: Survey) -> [Finding] {
        survey.seen(ReadHostname.self).compactMap { seen in
            guard !seen.evidence.isTooLong, let fault = Self.fault(seen.evidence) else {
                return nil
            }
            return Finding(
                .hostHostnameInvalid, .warning, from: [seen.vantage], about: Finding.Subject(), owner: .device,
                confidence: .certain, summary: fault.summary,
                location: Finding.Location(kind: .thisDevice, text: "on this device"),
                evidence: [Finding.Proof(seen.index, fault.proof)],
                refutedBy: "`hostname` gives the name of the IoT Edge configuration, in letters, digits and hyphens.")
        }
    }

    private static func fault(_ evidence: HostnameEvidence) -> (summary: String, proof: String)? {
        if !evidence.isHostName {
            return (
                "The name of this device is no host name by RFC 1123: certificates for it will not be accepted.",
                "the name is \(evidence.effectiveName)"
            )
        }
        guard let configured = evidence.configuredName, !evidence.isConfiguredAlike else { return nil }
        return (
            "The IoT Edge configuration calls this device by another name than its own.",
            "\(evidence.configurationFile?.description ?? "the configuration") says \(configured), the device \(evidence.name)"
        )
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool { symptom.cause == .logHostnameInvalid }
}
