package import ProbeCore

/// Asks for the WebSocket upgrade with our subprotocol.
package struct UpgradeWebSocket: Question {
    package static let id: ProbeID = "ws.upgrade"
    package static let question: Sentence = "Is the WebSocket upgrade accepted with our subprotocol?"
    package typealias About = Endpoint
    package typealias Evidence = WebSocketEvidence

    package init() {}
}
