package import ProbeCore

/// A short ladder to the data endpoint: name, TCP, TLS.
package struct DataEndpointEvidence: Codable, Hashable, Sendable {
    package var host: HostName
    package var resolution: NameEvidence?
    package var connect: ConnectEvidence?
    package var tunnel: TunnelEvidence?
    package var handshake: Handshake?

    package init(host: HostName) { self.host = host }
}
