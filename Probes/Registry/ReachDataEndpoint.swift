package import ProbeCore

/// Does the data endpoint that blobs are redirected to complete a TLS handshake?
package struct ReachDataEndpoint: Probe {
    package static let id: ProbeID = "registry.data"
    package static let question = "Does the data endpoint that blobs are redirected to complete a TLS handshake?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: After<RequestRegistry>, _ context: Context<DataEndpointEvidence>
    ) async throws(ProbeError) -> Measured<DataEndpointEvidence, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// A short ladder to the data endpoint: name, TCP, TLS.
package struct DataEndpointEvidence: Codable, Hashable, Sendable {
    package var host: HostName
    package var resolution: NameEvidence?
    package var connect: ConnectEvidence?
    package var tunnel: TunnelEvidence?
    package var handshake: Handshake?

    package init(host: HostName) { self.host = host }
}
