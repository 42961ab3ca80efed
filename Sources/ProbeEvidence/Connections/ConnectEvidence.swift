package import ProbeCore

/// Every attempt to connect, in the order they ended; a silent address was tried twice.
package struct ConnectEvidence: Codable, Hashable, Sendable, Bounded {
    package var attempts: [ConnectAttempt]
    /// Every address that could have been tried, in order, as far as they are not left out.
    package var candidates: [SocketAddress] = []
    /// The address that climbs.
    package var connected: SocketAddress?
    /// Still waiting, and longer than the network's pace explains.
    package var isStuck = false
    /// The addresses came from the control resolver, because the site's own gave none.
    package var usedControlResolver = false
    /// `--connect-to` (or `demo`) named the address.
    package var wasRedirected = false

    /// The endpoint of the same host and port whose attempts these are: they speak for this one, for which nothing was sent.
    package var spokenForBy: Endpoint?
    /// Addresses that were not tried, because a name has hardly ever so many.
    package var leftOut: [LeftOut]?

    package init(attempts: [ConnectAttempt] = []) { self.attempts = attempts }
}
