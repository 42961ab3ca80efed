import FoundationEssentials
import ProbeCore
package import ProbeEvidence

/// What daemon.json says about resolvers; nothing else of it is kept, because it may hold a registry's or a proxy's
/// password.
struct EngineSettings: Decodable {
    let resolvers: [IPAddress]

    /// Where Docker and its snap keep it.
    static let paths = ["/etc/docker/daemon.json", "/var/snap/docker/current/config/daemon.json"]
    static let longest = 1 << 20

    private enum CodingKeys: String, CodingKey { case resolvers = "dns" }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        resolvers = (try container.decodeIfPresent([String].self, forKey: .resolvers) ?? []).compactMap {
            IPAddress($0)
        }
    }

    /// What does not parse sets nothing, and the engine would not start with it.
    static func resolvers(in text: String) -> [IPAddress] {
        (try? JSONDecoder().decode(EngineSettings.self, from: Data(text.utf8)))?.resolvers ?? []
    }
}

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
            let files = process.values(of: "--config-file") + EngineSettings.paths
            for path in files {
                guard let text = process.text(path, limit: EngineSettings.longest) else { continue }
                circumstances.setting = EngineSettings.resolvers(in: text)
                break
            }
            // The engine refuses to start where both set it.
            circumstances.setting += process.values(of: "--dns").compactMap { IPAddress($0) }
        }
        circumstances.majorVersion = engine.majorVersion
        return circumstances
    }
}
