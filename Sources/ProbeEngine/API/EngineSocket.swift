import FoundationEssentials
import ProbeCore

/// Where the engine's socket is.
package enum EngineSocket {
    /// Where Docker, Moby and Podman put it.
    package static let usual = ["/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock"]

    /// The places to try, in their order: the configured one alone, else that of `DOCKER_HOST`, else the usual ones.
    ///
    /// - Parameters:
    ///   - configured: a path, or `moby_runtime.uri` of the IoT Edge configuration.
    ///   - environment: of this process.
    /// - Returns: absolute paths.
    package static func candidates(
        configured: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String] {
        for text in [configured, environment["DOCKER_HOST"]].compactMap(\.self) {
            if let path = path(of: text) { return [path] }
        }
        return usual
    }

    /// A path, or one behind `unix://`; an engine elsewhere has no networks on this device.
    private static func path(of text: String) -> String? {
        let path = text.hasPrefix("unix://") ? String(text.dropFirst("unix://".count)) : text
        return path.hasPrefix("/") && !path.utf8.contains(0) ? path : nil
    }
}
