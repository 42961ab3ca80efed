package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Asks a resolver outside the site, when somebody else answers at the address that the site's own gave.
extension AskSecondOpinion: Probe {
    package func subjects(in plan: Plan) -> [Name] { AskControlResolver().subjects(in: plan) }

    package func contacts(in plan: Plan) -> Set<Contacted> { AskControlResolver().contacts(in: plan) }

    package func occasion(for about: Name, of input: Impostor, in plan: Plan) -> SocketAddress? {
        plan.services.controlResolver
    }

    package func measure(
        _ about: Name, _ server: SocketAddress, _ context: Context<ControlAnswers>
    ) async throws(ProbeError) -> Measured<ControlAnswers, NoLive> {
        Measured(try await AskControlResolver().answers(about, from: server, context))
    }
}

/// There as soon as a handshake for a name shows somebody else; never, when one is verified first.
package struct Impostor: ProbeInput {
    package static var upstream: [ProbeID] { [HandshakeTLS.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Impostor> {
        guard let name = about.narrowed(to: Name.self) else {
            return .impossible(SkipReason(.prerequisite, "it is about no name"))
        }
        let states = board.entries.keys.filter { $0.probe == HandshakeTLS.id }
            .compactMap { $0.about.base as? Endpoint }.filter { $0.host == name.host && $0.via == .direct }
            .map { board.state(of: HandshakeTLS.self, for: $0) }
        var isOpen = false
        var isThere = false
        for state in states {
            switch state {
            // A verified handshake redeems the answer that led to it.
            case .final(_, .seen(let handshake), _) where handshake.isVerified:
                return .impossible(SkipReason(.notNeeded, "the service itself answers"))
            case .final(_, .seen(let handshake), _): isThere = isThere || handshake.showsSomebodyElse
            case .waiting, .interim: isOpen = true
            case .final, .absent: break
            }
        }
        if isThere { return .settled(Impostor()) }
        return isOpen ? .waiting : .impossible(SkipReason(.notNeeded, "nobody else answers"))
    }
}

extension Handshake {
    /// A certificate for another name, or no TLS at all.
    fileprivate var showsSomebodyElse: Bool { (result == .completed && !matchesName) || result == .notTLS }
}
