import ProbeCore

/// Where tunnels lead: to the emulator's own services and nowhere else.
struct ProxyRoutes: Sendable {
    private let targets: [String: SocketAddress]

    init(_ listening: [Door: SocketAddress], _ configuration: Configuration) {
        var targets: [String: SocketAddress] = [:]
        for (door, address) in listening {
            for name in configuration.names(of: door.service) { targets["\(name):\(door.port)"] = address }
        }
        self.targets = targets
    }

    /// - Parameter authority: `host:port`, as in the request.
    subscript(authority: String) -> SocketAddress? { targets[authority.lowercased()] }
}
