package import ProbeCore

/// Handshakes with a service's IPv6 addresses; a second one with the same address where the first proved nothing.
package struct HandshakesOverIPv6: Codable, Hashable, Sendable, Bounded {
    /// In the order in which they were made.
    package var trials: [ControlHandshake] = []

    package init() {}

    package var leftOut: [LeftOut]? { trials.flatMap { $0.leftOut ?? [] }.recorded }
}
