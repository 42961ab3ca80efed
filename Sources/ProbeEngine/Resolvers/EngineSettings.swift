import FoundationEssentials
package import ProbeCore
import ProbeLinux

/// What daemon.json says about resolvers; nothing else of it is kept, because it may hold a registry's or a proxy's
/// password.
package struct EngineSettings: Decodable, Sendable {
    package let resolvers: [IPAddress]

    /// Where Docker and its snap keep it.
    package static let paths = ["/etc/docker/daemon.json", "/var/snap/docker/current/config/daemon.json"]
    private static let longest = 1 << 20

    private enum CodingKeys: String, CodingKey { case resolvers = "dns" }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        resolvers = (try container.decodeIfPresent([String].self, forKey: .resolvers) ?? []).compactMap {
            IPAddress($0)
        }
    }

    /// Reads the first file that is there; one that does not parse sets nothing, and the engine would not start with it.
    package static func resolvers(in paths: [String] = paths) -> [IPAddress] {
        for path in paths {
            guard let bytes = try? TextFile.bytes(path, limit: longest) else { continue }
            return (try? JSONDecoder().decode(EngineSettings.self, from: Data(bytes)))?.resolvers ?? []
        }
        return []
    }
}

extension EngineResolvers.Circumstances {
    /// Reads this host's files.
    package static func ofThisHost(engine: EngineFacts) -> EngineResolvers.Circumstances {
        let longest = 1 << 16
        var circumstances = EngineResolvers.Circumstances()
        circumstances.hostFile = try? TextFile.read("/etc/resolv.conf", limit: longest)
        circumstances.systemdFile = try? TextFile.read("/run/systemd/resolve/resolv.conf", limit: longest)
        circumstances.hostUpstreams = HostUpstreams.read()
        circumstances.setting = engine.name == WireText("docker") ? EngineSettings.resolvers() : []
        circumstances.majorVersion = engine.majorVersion
        return circumstances
    }
}
