package import ProbeCore

/// The same questions by another interface, over UDP and TCP alike.
package struct AnswersAroundTunnel: Codable, Hashable, Sendable {
    /// The interface that the routes prefer.
    package var tunnel: InterfaceName
    package var interface: InterfaceName
    package var gateway: IPAddress?
    package var answers: [DNSAnswer]

    package init(tunnel: InterfaceName, interface: InterfaceName, gateway: IPAddress?, answers: [DNSAnswer]) {
        self.tunnel = tunnel
        self.interface = interface
        self.gateway = gateway
        self.answers = answers
    }
}
