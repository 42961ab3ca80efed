import ProbeCore
package import ProbeEvidence

/// How an upgrade to WebSocket went.
package struct WebSocketUpgrade: Sendable {
    package var exchange: Exchange
    package var answer: HTTPAnswer?
    package var acceptMatches = false
    package var subprotocolMatches = false

    package init(exchange: Exchange) { self.exchange = exchange }
}
