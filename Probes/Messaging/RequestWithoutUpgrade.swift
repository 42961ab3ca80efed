package import ProbeCore

/// Is the same request answered when it asks for no upgrade?
package struct RequestWithoutUpgrade: Probe {
    package static let id: ProbeID = "ws.plain-request"
    package static let question = "Is the same request answered when it asks for no upgrade?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: Following<UpgradeWebSocket>, _ context: Context<PlainRequestEvidence>
    ) async throws(ProbeError) -> Measured<PlainRequestEvidence, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// A second ladder to the same endpoint, with a plain GET of the WebSocket's path.
package struct PlainRequestEvidence: Codable, Hashable, Sendable {
    package var connect: ConnectAttempt
    package var handshake: Handshake?
    package var exchange: Exchange?
    package var answer: HTTPAnswer?

    package init(connect: ConnectAttempt) { self.connect = connect }
}
