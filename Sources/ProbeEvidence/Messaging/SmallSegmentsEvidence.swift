package import ProbeCore

/// A second ladder to the same endpoint, with the same request in small segments.
package struct SmallSegmentsEvidence: Codable, Hashable, Sendable {
    package var connect: ConnectAttempt
    package var handshake: Handshake?
    package var exchange: Exchange?
    package var answer: HTTPAnswer?
    package var proof: Proof?
    /// What passes and what does not; nothing where that was not asked.
    package var sizes: PassingSizes?

    package init(connect: ConnectAttempt) { self.connect = connect }
}
