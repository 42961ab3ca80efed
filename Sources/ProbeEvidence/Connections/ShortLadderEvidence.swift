package import ProbeCore

/// What a whole ladder in one go saw: name, TCP, tunnel, TLS.
package struct ShortLadderEvidence: Codable, Hashable, Sendable, Bounded {
    package var host: HostName
    /// Where that is not 443.
    package var port: UInt16?
    package var resolution: NameEvidence?
    package var connect: ConnectEvidence?
    package var tunnel: TunnelEvidence?
    package var handshake: Handshake?
    /// How the handshake before this one ended, where it was tried again; nothing in older reports.
    package var before: Handshake.Result?

    package var leftOut: [LeftOut]? { ((connect?.leftOut ?? []) + (handshake?.leftOut ?? [])).recorded }

    package init(host: HostName, port: UInt16? = nil) {
        self.host = host
        self.port = port
    }
}
