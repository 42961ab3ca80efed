package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Asks the resolvers that are silent by the preferred way out again, bound to another interface with a gateway.
///
/// Where a VPN, or an uplink that leads nowhere, takes everything, names are the first to fail, and no connection is ever
/// tried that could be compared. The other uplink may have resolvers of its own, so the control resolver is asked too.
extension AskAroundTunnel: Probe {
    package func subjects(in plan: Plan) -> [Name] { plan.seesThisDevice ? ResolveName().subjects(in: plan) : [] }

    package func measure(
        _ about: Name, _ input: TunnelSilence, _ context: Context<AnswersAroundTunnel>
    ) async throws(ProbeError) -> Measured<AnswersAroundTunnel, NoLive> {
        let egress = TCP.Egress(interface: input.egress, source: input.source)
        let control = input.isTunnel ? nil : context.plan.services.controlResolver
        let questions = (input.servers + [control].compactMap(\.self)).uniqued.flatMap { server in
            [DNSAnswer.Network.udp, .tcp].map {
                ResolverQuestion(server: server, type: .a, network: $0, egress: egress)
            }
        }
        let answers = try await ResolverQuestion.answers(to: questions, about: about.host, Waits(context))
        return Measured(
            AnswersAroundTunnel(
                tunnel: input.tunnel, interface: input.egress, gateway: input.gateway, answers: answers))
    }
}

/// There when resolvers are silent, and another interface than the one that leads to them leads out.
package struct TunnelSilence: ProbeInput {
    /// The interface that the routes prefer, and whether it is a tunnel's.
    package let tunnel: InterfaceName
    package let isTunnel: Bool
    package let egress: InterfaceName
    package let gateway: IPAddress?
    package let source: IPAddress?
    package let servers: [SocketAddress]

    package static var upstream: [ProbeID] { [ReadRoutes.id, ResolveName.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<TunnelSilence> {
        let names: NameEvidence
        switch board.state(of: ResolveName.self, for: about) {
        case .waiting: return .waiting
        case .interim(_, let evidence):
            guard evidence.isStuck, evidence.addresses.isEmpty else { return .waiting }
            names = evidence
        case .final(_, .seen(let evidence), _): names = evidence
        case .final, .absent: return .impossible(SkipReason(.prerequisite, "no resolver was asked"))
        }
        guard names.addresses.isEmpty else { return .impossible(notNeeded) }
        let state: RoutingState
        switch board.state(of: ReadRoutes.self, for: Device()) {
        case .waiting, .interim: return .waiting
        case .final(_, .seen(let evidence), _): state = evidence
        case .final, .absent: return .impossible(SkipReason(.prerequisite, "the routes are not known"))
        }
        var silent = names.servers.filter(\.isSilent).map(\.server)
        if names.servers.allSatisfy(\.server.address.isLoopback) {
            // A resolver on this device hands on what it is told, or nothing: it is those beyond it that matter.
            silent = state.resolvers.filter { $0.packet == .host }.map { SocketAddress($0.destination, port: 53) }
        }
        let ways = silent.compactMap { server in
            state.resolvers.first { $0.packet == .host && $0.destination == server.address && $0.interface != nil }
        }
        let intoTunnels = ways.filter { state.link(named: $0.interface)?.isTunnel ?? false }
        let tunnelled = intoTunnels.isEmpty ? ways : intoTunnels
        guard let first = tunnelled.first, let tunnel = first.interface else { return .impossible(notNeeded) }
        let detour = state.resolvers.first { lookup in
            if case .bound(let interface) = lookup.packet {
                lookup.destination == first.destination && interface != tunnel
            } else {
                false
            }
        }
        guard let detour, case .bound(let interface) = detour.packet else {
            return .impossible(SkipReason(.prerequisite, "no other interface leads out"))
        }
        let behind = tunnelled.filter { $0.interface == tunnel }.map(\.destination)
        return .settled(
            TunnelSilence(
                tunnel: tunnel, isTunnel: !intoTunnels.isEmpty, egress: interface, gateway: detour.gateway,
                source: state.link(named: interface)?.source(first.destination.family),
                servers: silent.filter { behind.contains($0.address) && $0.address.family == first.destination.family })
        )
    }

    private static let notNeeded = SkipReason(.notNeeded, "nothing called for it")
}
