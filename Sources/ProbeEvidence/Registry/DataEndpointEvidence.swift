package import ProbeCore

/// A short ladder to the data endpoint: name, TCP, TLS.
package struct DataEndpointEvidence: Codable, Hashable, Sendable, Bounded {
    package var host: HostName
    package var resolution: NameEvidence?
    package var connect: ConnectEvidence?
    package var tunnel: TunnelEvidence?
    package var handshake: Handshake?

    package var leftOut: [LeftOut]? { connect?.leftOut }

    package init(host: HostName) { self.host = host }
}
