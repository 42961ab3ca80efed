import ProbeCore

/// A second ladder to the same endpoint, with a plain GET of the WebSocket's path.
package struct PlainRequestEvidence: Codable, Hashable, Sendable {
    package var connect: ConnectAttempt
    package var handshake: Handshake?
    package var exchange: Exchange?
    package var answer: HTTPAnswer?

    package init(connect: ConnectAttempt) { self.connect = connect }
}
