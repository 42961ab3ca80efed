import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The only engine is an ordinary user's, who may not bind a port this low.
struct PortIsReserved: Rule {
    static let causes: [Cause] = [.hostPortReserved]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(CheckPort.self).compactMap { seen in
            guard let first = seen.evidence.unprivilegedFrom, Int(seen.about.port) < first,
                seen.evidence.hasOnlyRootlessEngine, seen.evidence.isFree != false
            else { return nil }
            // Whether IoT Edge is to use that engine is certain only where its configuration says so.
            let socket = scene.survey.seen(ReadConfiguration.self).first?.evidence.engineSocket?.description ?? ""
            let isConfigured = socket.hasPrefix("/run/user/") || socket.hasPrefix("/var/run/user/")
            return Finding(
                .hostPortReserved, isConfigured ? .error : .warning, from: [seen.vantage],
                about: Finding.Subject(port: seen.about.port), owner: .device,
                confidence: isConfigured ? .certain : .likely,
                summary: """
                    The container engine runs as an ordinary user and may bind ports from \(first) on only, so edgeHub \
                    cannot publish port \(seen.about.port).
                    """,
                location: .thisDevice,
                evidence: [
                    seen.shows(
                        "net.ipv4.ip_unprivileged_port_start is \(first), and there is no engine of root's")
                ],
                refutedBy: "`docker info` of the engine that IoT Edge uses does not say rootless.")
        }
    }
}
