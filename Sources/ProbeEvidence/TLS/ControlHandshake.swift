import ProbeCore

/// A handshake on a connection of its own that differs from the ladder's in one thing.
package struct ControlHandshake: Codable, Hashable, Sendable {
    package var connect: ConnectAttempt
    /// Nothing when TCP (or the proxy's tunnel) did not open.
    package var handshake: Handshake?

    package init(connect: ConnectAttempt, handshake: Handshake?) {
        self.connect = connect
        self.handshake = handshake
    }
}
