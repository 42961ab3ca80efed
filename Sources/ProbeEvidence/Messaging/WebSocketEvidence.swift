import ProbeCore

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
