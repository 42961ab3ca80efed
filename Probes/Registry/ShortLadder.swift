import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import ProbeTransport

/// A whole ladder in one go for an endpoint that is learned only during the run: name, TCP, tunnel, TLS.
struct ShortLadder: Sendable {
    private let endpoint: Endpoint

    /// What was seen on the way up, and the connection when it got to the top.
    struct Climb: Sendable {
        var resolution: NameEvidence?
        var connect: ConnectEvidence?
        var tunnel: TunnelEvidence?
        var handshake: Handshake?
        var connection: Connection?
    }

    init(_ endpoint: Endpoint) { self.endpoint = endpoint }

    /// Climbs as far as it goes.
    ///
    /// - Parameters:
    ///   - context: of the measurement that climbs.
    ///   - admits: whether an address may be contacted; a redirect must not lead a run to just anywhere.
    /// - Returns: what was seen, up to where it ended.
    /// - Throws: when a question could not be asked.
    func climb<Evidence>(
        _ context: Context<Evidence>, admits: @Sendable (IPAddress) -> Bool = { !$0.isNeverAService }
    ) async throws(ProbeError) -> Climb {
        var climb = Climb()
        var candidates: [SocketAddress]
        switch Destination(of: endpoint, in: context.plan) {
        case .none: return climb
        case .some(.address(let address, _)): candidates = [address]
        case .some(.name(let name, let port, _)):
            let resolution = try await ResolveName().resolveOnTheWay(Name(name), context)
            climb.resolution = resolution
            candidates = resolution.addresses.prefix(8).map { SocketAddress($0, port: port) }
            if endpoint.via == .direct { candidates.removeAll { !admits($0.address) } }
        }
        guard !candidates.isEmpty else { return climb }

        var race = ConnectRace(candidates: candidates, isWonByFirst: true)
        let won = try await race.run(context.nested())
        climb.connect = race.evidence
        guard let won else { return climb }
        let connection = try await Connection.adopt(won.socket, remote: won.remote)
        if endpoint.via == .proxy {
            let tunnel = await connection.tunnel(to: endpoint.host, port: endpoint.port, context.nested())
            climb.tunnel = tunnel
            guard tunnel.isOpen else {
                await connection.close()
                return climb
            }
        }
        let (handshake, secured) = try await connection.secured(for: endpoint, context.nested())
        climb.handshake = handshake
        climb.connection = secured
        return climb
    }
}
