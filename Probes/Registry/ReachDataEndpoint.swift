package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Climbs to the data endpoint that blobs are redirected to, up to a TLS handshake.
extension ReachDataEndpoint: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints.filter { $0.service == .registry } }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        plan.services.registrysOthers
    }

    /// Where a registry sends whoever asks for a blob.
    package struct Redirect: Sendable {
        let host: HostName
        /// Where it is not 443.
        let port: UInt16?
        /// The registry's own address.
        let registry: IPAddress?
    }

    package func occasion(for about: Endpoint, of input: After<RequestRegistry>, in plan: Plan) -> Redirect? {
        guard let evidence = input.outcome.evidence, let host = evidence.dataEndpoint else { return nil }
        return Redirect(host: host, port: evidence.dataPort, registry: evidence.exchange.remote?.address)
    }

    package func measure(
        _ about: Endpoint, _ redirect: Redirect, _ context: Context<ShortLadderEvidence>
    ) async throws(ProbeError) -> Measured<ShortLadderEvidence, NoLive> {
        let endpoint = Endpoint(.registry, redirect.host, .https, port: redirect.port, via: about.via)
        let first = try await climb(endpoint, redirect, context)
        guard let result = first.handshake?.result, result.mayBePassing else { return Measured(first) }
        context.report(first)
        var second = try await climb(endpoint, redirect, context)
        guard let handshake = second.handshake, handshake.result != .superseded else { return Measured(first) }
        second.before = result
        return Measured(second)
    }

    private func climb(
        _ endpoint: Endpoint, _ redirect: Redirect, _ context: Context<ShortLadderEvidence>
    ) async throws(ProbeError) -> ShortLadderEvidence {
        let climb = try await ShortLadder(endpoint).climb(context, namedBy: redirect.registry)
        await climb.connection?.close()
        return ShortLadderEvidence(host: redirect.host, port: redirect.port, climb)
    }
}
