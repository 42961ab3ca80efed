package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
package import ProbeTransport

/// Connects to the endpoint, or to the proxy on its way.
///
/// The first address to connect climbs; the others are judged by `ConnectOtherAddresses`, so that a dead one delays nothing.
extension ConnectEndpoint: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints }

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
