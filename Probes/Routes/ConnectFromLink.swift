package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Binds to the link's own address, and tries what was silent again: one connection for each way with another source.
extension ConnectFromLink: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.seesThisDevice ? [Device()] : [] }

    package func contacts(in plan: Plan) -> Set<Contacted> { Unanswered.contacts(in: plan) }

    package func measure(
        _ about: Device, _ input: StrangeSources, _ context: Context<SourceEvidence>
    ) async throws(ProbeError) -> Measured<SourceEvidence, NoLive> {
        let deadline = context.quietDeadline
        let attempts = await input.ways.eachAtOnce { way -> SourceEvidence.Attempt? in
            let options = TCP.Options(origin: TCP.Origin(address: way.source, port: 0))
            guard let (attempt, socket) = try? await TCP.connect(to: way.remote, options: options, deadline: deadline)
            else { return nil }
            socket?.close()
            return SourceEvidence.Attempt(way.lookup, from: way.source, attempt)
        }
        var evidence = SourceEvidence()
        evidence.attempts = attempts.compactMap(\.self)
        return Measured(evidence)
    }
}

/// There when what was silent is reached by a way whose preferred source is not the link's own address.
package struct StrangeSources: ProbeInput {
    struct Way: Sendable {
        let remote: SocketAddress
        let lookup: RouteLookup
        let source: IPAddress
    }

    let ways: [Way]

    /// A device has one such route, or two.
    private static let most = 2

    package static var upstream: [ProbeID] { Unanswered.upstream + [ReadRoutes.id, LookUpRoutes.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<StrangeSources> {
        let unanswered: Unanswered
        switch Unanswered.resolve(from: board, about: about) {
        case .waiting: return .waiting
        case .impossible(let reason): return .impossible(reason)
        case .provisional(let input), .settled(let input): unanswered = input
        }
        let state: RoutingState
        switch board.state(of: ReadRoutes.self, for: Device()) {
        case .waiting, .interim: return .waiting
        case .final(_, .seen(let evidence), _): state = evidence
        case .final, .absent: return .impossible(SkipReason(.prerequisite, "the routes are not known"))
        }
        var lookups = state.resolvers
        for answer in board.answers(of: LookUpRoutes.self) {
            switch answer {
            case .open, .interim: return .waiting
            case .seen(let evidence): lookups += evidence.lookups
            case .unseen: break
            }
        }
        let remotes = unanswered.services + unanswered.resolvers
        var ways: [Way] = []
        for remote in remotes {
            guard let lookup = lookups.first(where: { $0.packet == .host && $0.destination == remote.address }),
                let source = state.source(behind: lookup), source != lookup.source,
                !ways.contains(where: { $0.source == source && $0.lookup.source == lookup.source })
            else { continue }
            ways.append(Way(remote: remote, lookup: lookup, source: source))
        }
        return ways.isEmpty
            ? .impossible(SkipReason(.notNeeded, "nothing called for it"))
            : .settled(StrangeSources(ways: Array(ways.prefix(most))))
    }
}

extension RoutingState {
    /// The address of the link that a way leaves by, in the network that its gateway is in.
    fileprivate func source(behind way: RouteLookup) -> IPAddress? {
        guard way.error == nil, let gateway = way.gateway, let link = link(named: way.interface) else { return nil }
        return link.addresses.first { $0.prefix?.contains(gateway) ?? false }?.address
    }
}
