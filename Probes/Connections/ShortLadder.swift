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
        /// The name has addresses, and none of them may be contacted.
        var isTurnedAway = false
        var connect: ConnectEvidence?
        var tunnel: TunnelEvidence?
        var handshake: Handshake?
        var connection: Connection?
    }

    init(_ endpoint: Endpoint) { self.endpoint = endpoint }

    /// Whether an address may be contacted that a registry named: what the network writes, in a redirect or a realm, must not
    /// lead to this device or a neighbour, unless the registry is a neighbour itself.
    static func admits(_ address: IPAddress, namedBy registry: IPAddress?) -> Bool {
        address.isPrivate ? registry?.isPrivate ?? false : !address.isNeverAService
    }

    /// Climbs to an endpoint that a registry named, which has this address itself.
    func climb<Evidence>(
        _ context: Context<Evidence>, namedBy registry: IPAddress?
    ) async throws(ProbeError) -> Climb {
        try await climb(context) { Self.admits($0, namedBy: registry) }
    }

    /// Climbs as far as it goes.
    ///
    /// - Parameters:
    ///   - context: of the measurement that climbs.
    ///   - admits: which of the name's addresses may be contacted.
    /// - Returns: what was seen, up to where it ended.
    /// - Throws: when a question could not be asked.
    func climb<Evidence>(
        _ context: Context<Evidence>, admitting admits: (IPAddress) -> Bool
    ) async throws(ProbeError) -> Climb {
        var climb = Climb()
        let candidates: [SocketAddress]
        var leftOut = 0
        switch Destination(of: endpoint, in: context.plan) {
        case .none: return climb
        case .some(.address(let address, _)): candidates = [address]
        case .some(.name(let name, let port, _)):
            let resolution = try await ResolveName().resolveOnTheWay(Name(name), context)
            climb.resolution = resolution
            var addresses = resolution.addresses
            if endpoint.via == .direct { addresses.removeAll { !admits($0) } }
            climb.isTurnedAway = addresses.isEmpty && !resolution.addresses.isEmpty
            let (tried, others) = addresses.divided(at: Addresses.limit)
            candidates = tried.map { SocketAddress($0, port: port) }
            leftOut = others
        }
        guard !candidates.isEmpty else { return climb }

        var race = ConnectRace(candidates: candidates, isWonByFirst: true)
        let won = try await race.run(context.nested())
        race.evidence.leftOut = [LeftOut(.addresses, leftOut)].recorded
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

extension ShortLadderEvidence {
    /// What a climb saw, for the record.
    init(host: HostName, port: UInt16? = nil, _ climb: ShortLadder.Climb) {
        self.init(host: host, port: port)
        resolution = climb.resolution
        connect = climb.connect
        tunnel = climb.tunnel
        handshake = climb.handshake
    }
}
