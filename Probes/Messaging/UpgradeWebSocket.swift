package import ProbeCore
package import ProbeTransport

/// Asks for the WebSocket upgrade with our subprotocol.
package struct UpgradeWebSocket: Probe {
    package static let id: ProbeID = "ws.upgrade"
    package static let question = "Is the WebSocket upgrade accepted with our subprotocol?"

    /// Where IoT Hub upgrades, before any authentication.
    static let path = "/$iothub/websocket"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { plan.endpoints.filter(\.transport.usesWebSocket) }

    package func measure(
        _ about: Endpoint, _ input: On<HandshakeTLS>, _ context: Context<WebSocketEvidence>
    ) async throws(ProbeError) -> Measured<WebSocketEvidence, Connection> {
        let remote = input.product.remote
        let upgrade = await input.product.upgradeToWebSocket(
            host: about.host, path: Self.path, subprotocol: about.transport.subprotocol, waits: Waits(context)
        ) { exchange in
            var interim = WebSocketEvidence(exchange: exchange)
            interim.exchange.remote = remote
            interim.isStuck = true
            context.report(interim)
        }
        var evidence = WebSocketEvidence(exchange: upgrade.exchange)
        evidence.exchange.remote = remote
        evidence.answer = upgrade.answer
        evidence.acceptMatches = upgrade.acceptMatches
        evidence.subprotocolMatches = upgrade.subprotocolMatches
        return Measured(evidence, product: evidence.isUpgraded ? input.product : nil)
    }
}

extension Transport {
    /// The registered subprotocol that IoT Hub expects (RFC 6455 section 1.9).
    var subprotocol: String { self == .amqpOverWebSocket ? "AMQPWSB10" : "mqtt" }
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
