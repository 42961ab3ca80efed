import ProbeCore
import ProbeEvidence
import ProbeFindings

// The engine's folder for a registry has half of a client's identity, with which it pulls nothing from there.
extension ConfigurationIsMalformed {
    func unpaired(_ seen: Survey.Seen<ReadConfiguration>, in scene: Scene) -> [Finding] {
        (seen.evidence.unpairedCertificates ?? []).compactMap { half in
            // A folder for somebody else keeps nobody from anything that is asked here.
            guard scene.assignment.registries.contains(half.registry.host),
                scene.assignment.endpoint(ofRegistry: half.registry.host).registry == half.registry
            else { return nil }
            let isSpare = scene.assignment.isSpare(half.registry.host)
            return Finding(
                .configMalformed, isSpare ? .warning : .error, from: [seen.vantage],
                about: Finding.Subject(process: half.file), owner: .device, confidence: .certain,
                summary: half.isKey
                    ? """
                    The container engine finds the key \(half.file) without its certificate, and pulls nothing from \
                    \(half.registry.host).
                    """
                    : """
                    The container engine finds the client's certificate \(half.file) without its key, and pulls nothing from \
                    \(half.registry.host); the certificate of an authority ends in .crt.
                    """,
                location: Finding.Location(
                    kind: .thisDevice, culprit: .file(FilePlace(half.file, line: nil)), text: "on this device"),
                evidence: [
                    seen.shows(
                        half.isKey
                            ? "\(half.file) has no .cert of the same name beside it"
                            : "\(half.file) has no .key of the same name beside it")
                ],
                refutedBy: "`docker pull` gets an image from \(half.registry.host).")
        }
    }
}
