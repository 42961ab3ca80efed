import ProbeCore

/// A second ladder to the same endpoint that speaks SASL: header, mechanisms, ANONYMOUS, OPEN.
package struct SASLEvidence: Codable, Hashable, Sendable {
    package var connect: ConnectAttempt
    package var handshake: Handshake?
    package var conversation: AMQPEvidence?

    package init(connect: ConnectAttempt) { self.connect = connect }
}
