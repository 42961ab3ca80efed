import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The device's name is longer than IoT Edge takes.
struct HostnameIsTooLong: Rule {
    static let causes: [Cause] = [.hostHostnameTooLong]
    static let explains: [Cause] = [.logHostnameInvalid]

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(ReadHostname.self).compactMap { seen in
            let evidence = seen.evidence
            if evidence.isTooLong {
                return finding(
                    seen, .error, evidence.effectiveName, evidence.effectiveLength,
                    in: evidence.configurationFile)
            }
            // The kernel takes no longer one either, so at the next start the device gets another name.
            if let name = evidence.staticName, let length = evidence.staticLength, length > HostnameEvidence.longest {
                return finding(seen, .warning, name, length, in: LocalText("/etc/hostname"))
            }
            return nil
        }
    }

    /// The file is the one that has the name; nothing where the kernel alone has it.
    private func finding(
        _ seen: Survey.Seen<ReadHostname>, _ severity: Finding.Severity, _ name: LocalText, _ length: Int,
        in file: LocalText?
    ) -> Finding {
        let place: Sentence = if let file { "\(file)" } else { "this device" }
        return Finding(
            .hostHostnameTooLong, severity, from: [seen.vantage], about: Finding.Subject(), owner: .device,
            confidence: .certain,
            summary: """
                The name of this device in \(place) has \(length, .character); IoT Edge starts with at most \
                \(HostnameEvidence.longest).
                """,
            location: Finding.Location(
                kind: .thisDevice, culprit: file.map { .file($0, line: nil) }, text: "on this device"),
            evidence: [seen.shows("the name is \(name)")],
            refutedBy: "`hostname` and the IoT Edge configuration give a name of at most 64 characters.")
    }

    /// One name is wrong, and nothing that is measured over the network follows from it.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool { symptom.cause == .logHostnameInvalid }
}
