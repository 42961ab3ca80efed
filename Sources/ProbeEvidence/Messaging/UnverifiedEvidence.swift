import ProbeCore

/// A second ladder to an endpoint whose certificate nobody vouches for, with a request that shows who is behind it.
package struct UnverifiedEvidence: Codable, Hashable, Sendable {
    package var connect: ConnectAttempt
    /// Nothing when TCP (or the proxy's tunnel) did not open.
    package var handshake: Handshake?
    package var exchange: Exchange?
    package var answer: HTTPAnswer?
    /// The answer carries what only the service itself writes: it was passed on.
    package var isOfService = false

    package init(connect: ConnectAttempt) { self.connect = connect }
}
