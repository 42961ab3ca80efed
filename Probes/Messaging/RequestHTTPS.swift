package import ProbeCore

/// Does the hub itself answer an HTTPS request?
package struct RequestHTTPS: Probe {
    package static let id: ProbeID = "https.request"
    package static let question = "Does the hub itself answer an HTTPS request?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: On<HandshakeTLS>, _ context: Context<HTTPSEvidence>
    ) async throws(ProbeError) -> Measured<HTTPSEvidence, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// The answer to an unauthenticated GET, and what it proves.
package struct HTTPSEvidence: Codable, Hashable, Sendable {
    package var exchange: Exchange
    package var answer: HTTPAnswer?
    package var proof: Proof?
    /// The answer's Date header: the time by the other side's clock.
    package var date: Timestamp?
    /// This device's clock when the answer came.
    package var deviceTime: Timestamp?

    package init(exchange: Exchange) { self.exchange = exchange }
}
