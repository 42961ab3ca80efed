package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Climbs to the data endpoint that blobs are redirected to, up to a TLS handshake.
extension ReachDataEndpoint: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints.filter { $0.service == .registry } }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        subjects(in: plan).isEmpty ? [] : [Contacted(.registrysOthers, ports: [443])]
    }

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
