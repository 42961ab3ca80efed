package import ProbeCore
package import ProbeTransport
/// Does a TCP connection to the endpoint (or to the proxy on its way) open?
package struct ConnectEndpoint: Probe {
    package static let id: ProbeID = "tcp.connect"
    package static let question = "Does a TCP connection to the endpoint (or to the proxy on its way) open?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: Addresses, _ context: Context<ConnectEvidence>
    ) async throws(ProbeError) -> Measured<ConnectEvidence, Connection> {
        throw ProbeError(.library, "not built yet")
    }
}

/// Every attempt to connect, in the order they began; a silent address was tried twice.
package struct ConnectEvidence: Codable, Hashable, Sendable {
    package var attempts: [ConnectAttempt]
    /// The address that climbs.
    package var connected: SocketAddress?
    /// Still waiting, and longer than the network's pace explains.
    package var isStuck = false
    /// The addresses came from the control resolver, because the site's own gave none.
    package var usedControlResolver = false
    /// `--connect-to` (or `demo`) named the address.
    package var wasRedirected = false

    package init(attempts: [ConnectAttempt] = []) { self.attempts = attempts }
}
