import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The device's name is longer than IoT Edge takes.
struct HostnameIsTooLong: Rule {
    static let causes: [Cause] = [.hostHostnameTooLong]
    static let explains: [Cause] = [.logHostnameInvalid]

    func findings(in survey: Survey) -> [Finding] {
        survey.seen(ReadHostname.self).compactMap { seen in
            let evidence = seen.evidence
            if evidence.isTooLong {
                return finding(
                    seen, .error, evidence.effectiveName, evidence.effectiveLength,
                    place: evidence.configurationFile?.description ?? "this device")
            }
            // The kernel takes no longer one either, so at the next start the device gets another name.
            if let name = evidence.staticName, let length = evidence.staticLength, length > HostnameEvidence.longest {
                return finding(seen, .warning, name, length, place: "/etc/hostname")
            }
            return nil
        }
    }

    private func finding(
        _ seen: Survey.Seen<ReadHostname>, _ severity: Finding.Severity, _ name: WireText, _ length: Int,
        place: String
    ) -> Finding {
        Finding(
            .hostHostnameTooLong, severity, from: [seen.vantage], about: Finding.Subject(), owner: .device,
            confidence: .certain,
            summary:
                "The name of this device in \(place) has \(length) characters; IoT Edge starts with at most "
                + "\(HostnameEvidence.longest).",
            location: Finding.Location(kind: .thisDevice, text: "on this device"),
            evidence: [Finding.Proof(seen.index, "the name is \(name)")],
            refutedBy: "`hostname` and the IoT Edge configuration give a name of at most 64 characters.")
    }

    /// One name is wrong, and nothing that is measured over the network follows from it.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool { symptom.cause == .logHostnameInvalid }
}
