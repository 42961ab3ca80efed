/// A registry of container images, as the name of an image names it.
package struct Registry: Codable, Hashable, Sendable, CustomStringConvertible {
    package let host: HostName
    package let port: UInt16

    package init(_ host: HostName, port: UInt16 = 443) {
        self.host = host
        self.port = port
    }

    /// The registry of an image: the part before the first slash where it has a dot or a port, or else Docker Hub's
    /// (reference.ParseNormalizedNamed of distribution).
    package init?(ofImage image: String) {
        guard let first = image.split(separator: "/", omittingEmptySubsequences: false).first, !first.isEmpty else {
            return nil
        }
        let isNamed = image.contains("/") && (first.contains(".") || first.contains(":") || first == "localhost")
        guard isNamed, !Self.isDockerHub(first) else {
            guard let hub = try? HostName(validating: Self.dockerHub) else { return nil }
            self.init(hub)
            return
        }
        let parts = first.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = try? HostName(validating: String(parts[0])) else { return nil }
        guard parts.count > 1 else {
            self.init(host)
            return
        }
        guard let port = UInt16(parts[1]), port > 0 else { return nil }
        self.init(host, port: port)
    }

    /// Where the images of Docker Hub lie, which have other names.
    package static let dockerHub = "registry-1.docker.io"

    /// Docker Hub, as images name it.
    package static func isDockerHub(_ name: some StringProtocol) -> Bool {
        name == "docker.io" || name == "index.docker.io"
    }

    /// Docker Hub itself, where its images lie.
    package var isDockerHub: Bool { host.description == Self.dockerHub && port == 443 }

    package var description: String { port == 443 ? host.description : "\(host):\(port)" }
}
