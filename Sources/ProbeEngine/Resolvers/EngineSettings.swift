import ProbeConfiguration
import ProbeCore
package import ProbeEvidence

extension EngineResolvers.Circumstances {
    private static let longest = 1 << 16

    /// Reads what the engine goes by, as it sees it.
    package static func of(_ engine: EngineFacts) -> EngineResolvers.Circumstances {
        let process = EngineProcess(listeningAt: engine.state == .running ? engine.socket?.description ?? "" : "")
        var circumstances = EngineResolvers.Circumstances()
        circumstances.hostFile = process.text("/etc/resolv.conf", limit: longest)
        circumstances.systemdFile = process.text("/run/systemd/resolve/resolv.conf", limit: longest)
        for path in HostUpstreams.lists {
            guard let text = process.text(path, limit: longest) else { continue }
            circumstances.hostUpstreams = HostUpstreams.servers(in: text)
            if !circumstances.hostUpstreams.isEmpty { break }
        }
        if engine.name == LocalText("docker") {
            let files = process.values(of: "--config-file") + DaemonSettings.paths
            for path in files {
                guard let text = process.text(path, limit: ConfigurationFolder.longest) else { continue }
                circumstances.setting = DaemonSettings(Array(text.utf8), file: path).resolvers
                break
            }
            // The engine refuses to start where both set it.
            circumstances.setting += process.values(of: "--dns").compactMap { IPAddress($0) }
        }
        circumstances.majorVersion = engine.majorVersion
        return circumstances
    }
}
