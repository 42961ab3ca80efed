import ProbeCore
import Probes

/// The device's name is none by RFC 1123, or the IoT Edge configuration has another one than the device.
struct HostnameIsInvalid: Rule {
    static let causes: [Cause] = [.hostHostnameInvalid]
    static let explains: [Cause] = [.logHostnameInvalid]

    func findings(in survey: Survey) -> [Finding] {
        survey.seen(ReadHostname.self).compactMap { seen in
            guard !HostnameEvidence.isTooLong(seen.evidence.effectiveName), let fault = Self.fault(seen.evidence) else {
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
        let name = evidence.name.description
        let effective = evidence.effectiveName.description
        if IPAddress(effective) == nil, !isHostName(effective) {
            return (
                "The name of this device is no host name by RFC 1123: certificates for it will not be accepted.",
                "the name is \(effective)"
            )
        }
        guard let configured = evidence.configuredName?.description, IPAddress(configured) == nil else { return nil }
        // The long form of the name is the device's too.
        let (own, other) = (name.lowercased(), configured.lowercased())
        guard own != other, !other.hasPrefix(own + "."), !own.hasPrefix(other + ".") else { return nil }
        return (
            "The IoT Edge configuration calls this device by another name than its own.",
            "\(evidence.configurationFile?.description ?? "the configuration") says \(configured), the device \(name)"
        )
    }

    /// Letters, digits and hyphens; unlike names that are looked up, a host's own has no underscore.
    private static func isHostName(_ text: String) -> Bool {
        !text.contains("_") && (try? HostName(validating: text)) != nil
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool { symptom.cause == .logHostnameInvalid }
}
