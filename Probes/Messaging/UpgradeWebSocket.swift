package import ProbeCore
package import ProbeTransport
/// Is the WebSocket upgrade accepted with our subprotocol?
package struct UpgradeWebSocket: Probe {
    package static let id: ProbeID = "ws.upgrade"
    package static let question = "Is the WebSocket upgrade accepted with our subprotocol?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: On<HandshakeTLS>, _ context: Context<WebSocketEvidence>
    ) async throws(ProbeError) -> Measured<WebSocketEvidence, Connection> {
        throw ProbeError(.library, "not built yet")
    }
}

/// The answer to the upgrade request (RFC 6455 section 4).
package struct WebSocketEvidence: Codable, Hashable, Sendable {
    package var exchange: Exchange
    package var answer: HTTPAnswer?
    /// Sec-WebSocket-Accept is the right hash of our key.
    package var acceptMatches = false
    package var subprotocolMatches = false
    package var isStuck = false

    package init(exchange: Exchange) { self.exchange = exchange }

    package var isUpgraded: Bool { answer?.status == 101 && acceptMatches && subprotocolMatches }
}
