package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Makes the connection that fails through a VPN again, bound to the physical interface.
///
/// The control differs in the way out alone: what works there and not through the tunnel is the tunnel's doing.
extension ConnectAroundTunnel: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.seesThisDevice ? plan.services.endpoints.filter { $0.via == .direct && !$0.transport.usesWebSocket } : []
    }

    package func measure(
        _ about: Endpoint, _ input: TunnelTrouble, _ context: Context<DetourEvidence>
    ) async throws(ProbeError) -> Measured<DetourEvidence, NoLive> {
        let source = input.detour.source
        let ladder = FreshLadder(
            about, to: SocketAddress(input.detour.destination, port: input.port),
            TCP.Options(egress: TCP.Egress(interface: input.detour.egress, source: source)))
        let (attempt, handshake, connection) = try await ladder.secure(context)
        await connection?.close()
        return Measured(
            DetourEvidence(
                tunnel: input.tunnel, interface: input.detour.egress, gateway: input.detour.gateway, connect: attempt,
                isVerified: handshake?.isVerified))
    }
}

/// There when a ladder is stuck or has failed, and its packets leave by a tunnel although another interface leads out.
package struct TunnelTrouble: ProbeInput {
    package let tunnel: String
    package let port: UInt16
    package let detour: (destination: IPAddress, egress: String, gateway: IPAddress?, source: IPAddress?)

    package static var upstream: [ProbeID] { [ReadRoutes.id, LookUpRoutes.id, ConnectEndpoint.id, HandshakeTLS.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<TunnelTrouble> {
        guard let endpoint = about.narrowed(to: Endpoint.self) else { return .impossible(notNeeded) }
        let state: RoutingState
        switch board.state(of: ReadRoutes.self, for: Device()) {
        case .waiting, .interim: return .waiting
        case .final(_, .seen(let evidence), _): state = evidence
        default: return .impossible(SkipReason(.prerequisite, "the routes are not known"))
        }
        // The look-up of the host is filed under its first endpoint.
        var all: [RouteLookup] = []
        for case .final(let other, .seen(let evidence), _) in board.states(of: LookUpRoutes.self)
        where other.host == endpoint.host && other.via == .direct {
            all = evidence.lookups
        }
        let isOpen = board.states(of: LookUpRoutes.self).contains { entry in
            if case .waiting = entry { true } else { false }
        }
        guard !all.isEmpty else {
            return isOpen
                ? .waiting : .impossible(SkipReason(.prerequisite, "the route to \(endpoint.host) is not known"))
        }
        let tunnelled = all.first { lookup in
            lookup.packet == .host && state.link(named: lookup.interface).map(\.isTunnel) ?? false
        }
        guard let tunnelled, let tunnel = tunnelled.interface else { return .impossible(notNeeded) }
        switch trouble(at: endpoint, board) {
        case .none: return .waiting
        case .some(false): return .impossible(notNeeded)
        case .some(true): break
        }
        for lookup in all where lookup.destination == tunnelled.destination {
            guard case .bound(let interface) = lookup.packet else { continue }
            let source = state.link(named: interface)?.source(lookup.destination.family)
            return .settled(
                TunnelTrouble(
                    tunnel: tunnel, port: endpoint.port,
                    detour: (lookup.destination, interface, lookup.gateway, source)))
        }
        return .impossible(SkipReason(.prerequisite, "no other interface leads out"))
    }

    private static let notNeeded = SkipReason(.notNeeded, "nothing called for it")

    /// Whether the ladder is stuck or has failed below the service's own protocol; nothing while it is open.
    private static func trouble(at endpoint: Endpoint, _ board: Board) -> Bool? {
        switch board.state(of: ConnectEndpoint.self, for: endpoint) {
        case .waiting: return nil
        case .interim(_, let evidence) where evidence.isStuck: return true
        case .interim: return nil
        case .final(_, .seen(let evidence), _) where evidence.connected == nil:
            return evidence.attempts.contains { $0.result != .superseded }
        case .final(_, .seen, _): break
        case .final, .absent: return false
        }
        return switch board.state(of: HandshakeTLS.self, for: endpoint) {
        case .waiting, .interim: nil
        case .final(_, .seen(let evidence), _): !evidence.isVerified
        case .final, .absent: false
        }
    }
}
