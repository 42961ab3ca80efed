package import ProbeCore
import ProbeLinux
import ProbeTransport

/// Speaks the Docker registry protocol, to learn which data endpoint a request for a blob is sent to.
///
/// Asks as an engine does that pulls edgeAgent: `GET /v2/`, the token of a Bearer challenge, the manifest, a blob. The
/// blob's redirect is not followed here; `ReachDataEndpoint` climbs to where it points.
package struct RequestRegistry: Probe {
    package static let id: ProbeID = "registry.request"
    package static let question = "Does the registry answer the Docker registry protocol?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { plan.endpoints.filter { $0.service == .registry } }

    package func measure(
        _ about: Endpoint, _ input: On<HandshakeTLS>, _ context: Context<RegistryEvidence>
    ) async throws(ProbeError) -> Measured<RegistryEvidence, NoLive> {
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
        }
        return Measured(conversation.evidence)
    }
}

/// The registry's answers to `GET /v2/` and, for a public repository, to the way to one of its blobs.
package struct RegistryEvidence: Codable, Hashable, Sendable {
    package var exchange: Exchange
    package var answer: HTTPAnswer?
    /// The answer carries `Docker-Distribution-Api-Version`, or a Bearer challenge.
    package var isRegistry = false
    /// The realm of a Bearer challenge (RFC 6750).
    package var tokenRealm: WireText?
    /// The token endpoint's status, where it was asked.
    package var tokenStatus: Int?
    /// The status of the manifest's request, with the token where there was one.
    package var authorizedStatus: Int?
    /// The blob that the data endpoint was asked for, by its digest.
    package var blob: String?
    /// Status of the blob request; a redirect leads to the data endpoint.
    package var blobStatus: Int?
    /// Host of the redirect, once it is a name that may be contacted.
    package var dataEndpoint: HostName?
    /// Why the data endpoint could not be learned, as a clause.
    package var dataEndpointUnknown: String?
    package var date: Timestamp?
    package var deviceTime: Timestamp?

    package init(exchange: Exchange) { self.exchange = exchange }
}
