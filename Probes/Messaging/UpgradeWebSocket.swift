package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
package import ProbeTransport

/// Asks for the WebSocket upgrade with our subprotocol.
extension UpgradeWebSocket: Probe {
    /// Where IoT Hub upgrades, before any authentication.
    static let path = "/$iothub/websocket"

    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints.filter(\.transport.usesWebSocket) }

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
