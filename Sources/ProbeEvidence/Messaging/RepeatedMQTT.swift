import ProbeCore

/// A second ladder to the same endpoint, up to its protocol.
package struct RepeatedMQTT: Codable, Hashable, Sendable {
    package var connect: ConnectAttempt
    package var handshake: Handshake?
    package var conversation: MQTTEvidence?

    package init(connect: ConnectAttempt) { self.connect = connect }
}
