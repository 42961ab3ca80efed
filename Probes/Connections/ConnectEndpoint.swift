package import ProbeCore
package import ProbeTransport

/// Connects to the endpoint, or to the proxy on its way.
///
/// The first address to connect climbs; the others are judged by `ConnectOtherAddresses`, so that a dead one delays nothing.
package struct ConnectEndpoint: Probe {
    package static let id: ProbeID = "tcp.connect"
    package static let question = "Does a TCP connection to the endpoint (or to the proxy on its way) open?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { plan.endpoints }

    package func measure(
        _ about: Endpoint, _ input: Addresses, _ context: Context<ConnectEvidence>
    ) async throws(ProbeError) -> Measured<ConnectEvidence, Connection> {
        var race = ConnectRace(candidates: input.addresses, isWonByFirst: true)
        race.evidence.usedControlResolver = input.fromControlResolver
        race.evidence.wasRedirected = input.wasRedirected
        guard let socket = try await race.run(context) else { return Measured(race.evidence) }
        let connection = try await Connection.adopt(socket.socket, remote: socket.remote)
        return Measured(race.evidence, product: connection)
    }
}

/// Every attempt to connect, in the order they ended; a silent address was tried twice.
package struct ConnectEvidence: Codable, Hashable, Sendable {
    package var attempts: [ConnectAttempt]
    /// Every address that could have been tried, in order.
    package var candidates: [SocketAddress] = []
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
