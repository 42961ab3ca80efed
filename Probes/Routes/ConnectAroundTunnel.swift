package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Makes the connection that fails by the preferred way out again, bound to each other interface with a gateway.
///
/// The control differs in the way out alone: what works there and not through a tunnel is the tunnel's doing, and what works
/// by another uplink is none of the far end's. One connection for each interface; the one that got furthest is the evidence.
extension ConnectAroundTunnel: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.seesThisDevice ? plan.services.endpoints.filter { $0.via == .direct && !$0.transport.usesWebSocket } : []
    }

    package func measure(
        _ about: Endpoint, _ input: TunnelTrouble, _ context: Context<DetourEvidence>
    ) async throws(ProbeError) -> Measured<DetourEvidence, NoLive> {
        let results = await input.detours.eachAtOnce { await Self.measure(about, input, $0, context) }
        let all = results.compactMap { try? $0.get() }
        if let best = all.first(where: { $0.isVerified == true }) ?? all.first(where: {
            $0.connect.result == .connected
        })
            ?? all.first
        {
            return Measured(best)
        }
        guard let first = results.first else { throw .libraryRefused("there is no other way out") }
        return Measured(try first.get())
    }

    private static func measure(
        _ about: Endpoint, _ input: TunnelTrouble, _ detour: TunnelTrouble.Detour, _ context: Context<DetourEvidence>
    ) async -> Result<DetourEvidence, ProbeError> {
        let ladder = FreshLadder(
            about, to: SocketAddress(detour.destination, port: input.port),
            TCP.Options(egress: TCP.Egress(interface: detour.egress, source: detour.source)))
        do throws(ProbeError) {
            let (attempt, handshake, connection) = try await ladder.secure(context)
            await connection?.close()
            return .success(
                DetourEvidence(
                    tunnel: input.tunnel, interface: detour.egress, gateway: detour.gateway, connect: attempt,
                    isVerified: handshake?.isVerified))
        } catch {
            return .failure(error)
        }
    }
}

/// There when a ladder is stuck or has failed, and another interface than the one that its packets take leads out.
package struct TunnelTrouble: ProbeInput {
    package struct Detour: Sendable {
        let destination: IPAddress
        let egress: InterfaceName
        let gateway: IPAddress?
        let source: IPAddress?
    }

    /// The interface that the routes prefer.
    package let tunnel: InterfaceName
    package let port: UInt16
    package let detours: [Detour]

    /// A device has two uplinks, or three.
    private static let most = 3

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
        let own = all.filter { $0.packet == .host && $0.interface != nil }
        let tunnelled = own.first { state.link(named: $0.interface)?.isTunnel ?? false } ?? own.first
        guard let tunnelled, let tunnel = tunnelled.interface else { return .impossible(notNeeded) }
        let detours = all.filter { $0.destination == tunnelled.destination }.compactMap { lookup -> Detour? in
            guard case .bound(let interface) = lookup.packet, interface != tunnel else { return nil }
            return Detour(
                destination: lookup.destination, egress: interface, gateway: lookup.gateway,
                source: state.link(named: interface)?.source(lookup.destination.family))
        }
        guard !detours.isEmpty else {
            return .impossible(SkipReason(.prerequisite, "no other interface leads out"))
        }
        switch trouble(at: endpoint, board) {
        case .none: return .waiting
        case .some(false): return .impossible(notNeeded)
        case .some(true): break
        }
        return .settled(
            TunnelTrouble(tunnel: tunnel, port: endpoint.port, detours: Array(detours.prefix(most))))
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
