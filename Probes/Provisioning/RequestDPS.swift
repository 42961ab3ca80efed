package import ProbeCore

/// Does the provisioning service itself answer an HTTPS request?
package struct RequestDPS: Probe {
    package static let id: ProbeID = "dps.request"
    package static let question = "Does the provisioning service itself answer an HTTPS request?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: On<HandshakeTLS>, _ context: Context<DPSEvidence>
    ) async throws(ProbeError) -> Measured<DPSEvidence, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// The answer to an unauthenticated request.
package struct DPSEvidence: Codable, Hashable, Sendable {
    package var exchange: Exchange
    package var answer: HTTPAnswer?
    /// The answer carries the service's own marks.
    package var isProvisioningService = false
    package var date: Timestamp?
    package var deviceTime: Timestamp?

    package init(exchange: Exchange) { self.exchange = exchange }
}
