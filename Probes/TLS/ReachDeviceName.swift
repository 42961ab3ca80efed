package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Climbs to the hub by its TLS 1.3 name, once its classic name is proven from the host.
///
/// Nothing needs it: whoever wants to change to that name learns what else would have to be opened.
extension ReachDeviceName: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        guard plan.briefing.vantage == .host else { return [] }
        return plan.services.endpoints.filter {
            $0.service == .hub && $0.transport == .https && $0.host.deviceName != nil
        }
    }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        Set(
            subjects(in: plan).compactMap { endpoint in
                switch endpoint.via {
                case .direct:
                    endpoint.host.deviceName.map { Contacted(.service(.hub, $0), ports: [endpoint.port]) }
                case .proxy: plan.services.proxy.map { Contacted(.proxy($0.address), ports: [endpoint.port]) }
                }
            })
    }

    package func occasion(for about: Endpoint, of input: After<HandshakeTLS>, in plan: Plan) -> HostName? {
        input.outcome.evidence?.isVerified ?? false ? about.host.deviceName : nil
    }

    package func measure(
        _ about: Endpoint, _ name: HostName, _ context: Context<ShortLadderEvidence>
    ) async throws(ProbeError) -> Measured<ShortLadderEvidence, NoLive> {
        // The name follows from the one that was given, so that nobody else chose it.
        let climb = try await ShortLadder(Endpoint(.hub, name, .https, port: about.port, via: about.via))
            .climb(context) { !$0.isNeverAService }
        await climb.connection?.close()
        return Measured(ShortLadderEvidence(host: name, climb))
    }
}
