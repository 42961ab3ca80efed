package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Speaks the Docker registry protocol, to learn which data endpoint a request for a blob is sent to.
///
/// Asks as an engine does that pulls edgeAgent: `GET /v2/`, the token of a Bearer challenge, the manifest, a blob. The
/// blob's redirect is not followed here; `ReachDataEndpoint` climbs to where it points.
///
/// With the credentials that the configuration has for this registry, where it asks for some and proved itself by verified
/// TLS; the realm that it names gets them as it would from the engine, once that has proved itself as well.
extension RequestRegistry: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints.filter { $0.service == .registry } }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        plan.services.registrysOthers.union(
            subjects(in: plan).map { Contacted(.service(.registry, $0.host), ports: [$0.port]) })
    }

    package func measure(
        _ about: Endpoint, _ input: On<HandshakeTLS>, _ context: Context<RegistryEvidence>
    ) async throws(ProbeError) -> Measured<RegistryEvidence, RegistryVisit> {
        var conversation = RegistryConversation(registry: about, connection: input.product, context)
        let reply = await conversation.get("/v2/")
        conversation.evidence.exchange.remote = input.product.remote
        conversation.evidence.answer = reply?.answer
        conversation.evidence.date = reply?.answer.date
        conversation.evidence.deviceTime = reply == nil ? nil : Timestamp.now()
        conversation.judge(reply)
        // Where the dates are wrong, one GET is all that may be sent.
        if input.evidence.isVerified, conversation.evidence.isRegistry {
            try await conversation.findDataEndpoint()
            if !context.plan.services.images(at: about).isEmpty {
                let visit = RegistryVisit(input.product, conversation)
                return Measured(conversation.evidence, product: visit)
            }
        }
        return Measured(conversation.evidence)
    }
}

extension ServicePlan {
    /// The token services and data endpoints that registries may name.
    var registrysOthers: Set<Contacted> {
        registries.isEmpty
            ? [] : [Contacted(.registrysOthers, ports: Set([443] + registryPorts.map(\.port)).sorted())]
    }
}
