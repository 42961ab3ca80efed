package import ProbeCore

/// The same connection by another interface.
package struct DetourEvidence: Codable, Hashable, Sendable {
    /// The interface that the routes prefer.
    package var tunnel: InterfaceName
    package var interface: InterfaceName
    package var gateway: IPAddress?
    package var connect: ConnectAttempt
    /// The service proved itself over TLS; nothing when there was no handshake.
    package var isVerified: Bool?

    package init(
        tunnel: InterfaceName, interface: InterfaceName, gateway: IPAddress?, connect: ConnectAttempt, isVerified: Bool?
    ) {
        self.tunnel = tunnel
        self.interface = interface
        self.gateway = gateway
        self.connect = connect
        self.isVerified = isVerified
    }
}
