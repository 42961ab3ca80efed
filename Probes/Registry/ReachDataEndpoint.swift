package import ProbeCore
import ProbeTransport

/// Climbs to the data endpoint that blobs are redirected to, up to a TLS handshake.
package struct ReachDataEndpoint: Probe {
    package static let id: ProbeID = "registry.data"
    package static let question = "Does the data endpoint that blobs are redirected to complete a TLS handshake?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { plan.endpoints.filter { $0.service == .registry } }

    package func isCalledFor(by input: After<RequestRegistry>, about: Endpoint) -> Bool {
        input.outcome.evidence?.dataEndpoint != nil
    }

    package func measure(
        _ about: Endpoint, _ input: After<RequestRegistry>, _ context: Context<DataEndpointEvidence>
    ) async throws(ProbeError) -> Measured<DataEndpointEvidence, NoLive> {
        guard let registry = input.outcome.evidence, let host = registry.dataEndpoint else {
            throw ProbeError(.library, "the registry named no data endpoint")
        }
        let registryAddress = registry.exchange.remote?.address
        // A redirect written by the network must not lead to a neighbour, unless the registry is one itself.
        let climb = try await ShortLadder(Endpoint(.registry, host, .https, via: about.via)).climb(context) { address in
            if address.isPrivate { return registryAddress?.isPrivate ?? false }
            return !address.isNeverAService
        }
        await climb.connection?.close()
        var evidence = DataEndpointEvidence(host: host)
        evidence.resolution = climb.resolution
        evidence.connect = climb.connect
        evidence.tunnel = climb.tunnel
        evidence.handshake = climb.handshake
        return Measured(evidence)
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
