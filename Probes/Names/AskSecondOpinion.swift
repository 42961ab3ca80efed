package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Asks a resolver outside the site, when nothing proves itself at the address that the site's own gave.
extension AskSecondOpinion: Probe {
    package func subjects(in plan: Plan) -> [Name] { AskControlResolver().subjects(in: plan) }

    package func contacts(in plan: Plan) -> Set<Contacted> { AskControlResolver().contacts(in: plan) }

    package func occasion(for about: Name, of input: Unredeemed, in plan: Plan) -> SocketAddress? {
        plan.services.controlResolver
    }

    package func measure(
        _ about: Name, _ server: SocketAddress, _ context: Context<ControlAnswers>
    ) async throws(ProbeError) -> Measured<ControlAnswers, NoLive> {
        Measured(try await AskControlResolver().answers(about, from: server, context))
    }
}

/// There once no ladder of a name can redeem the address any more, or one of them met somebody else; never, when a
/// handshake is verified first.
///
/// What a resolver answered is right where the service proves itself. Everything else (a foreign certificate, a refusal,
/// a silence) may be a lie as well as a fault of the path.
package struct Unredeemed: ProbeInput {
    package static var upstream: [ProbeID] { [ResolveName.id, ConnectEndpoint.id, HandshakeTLS.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Unredeemed> {
        guard let name = about.narrowed(to: Name.self) else {
            return .impossible(SkipReason(.prerequisite, "it is about no name"))
        }
        switch board.state(of: ResolveName.self, for: name) {
        case .waiting, .interim: break
        // Without an address that could be a service's, the control resolver was asked already.
        case .final(_, .seen(let evidence), _) where !evidence.hasUsableAddress:
            return .impossible(SkipReason(.notNeeded, "the site gives no usable address"))
        case .final: break
        case .absent: return .impossible(SkipReason(.excluded, "\(ResolveName.id) is not part of this run"))
        }
        let endpoints = board.entries.keys.filter { $0.probe == ConnectEndpoint.id }
            .compactMap { $0.about.base as? Endpoint }.filter { $0.host == name.host && $0.via == .direct }
        // Plain HTTPS of the same port, for which WebSockets wait, speaks for them.
        let speakers = Set(endpoints.filter { !$0.transport.usesWebSocket }.map(\.port))
        let fates = endpoints.filter { !$0.transport.usesWebSocket || !speakers.contains($0.port) }
            .compactMap { fate(of: $0, board) }
        if fates.contains(.redeemed) { return .impossible(SkipReason(.notNeeded, "the service itself answers")) }
        if fates.contains(.impostor) { return .settled(Unredeemed()) }
        if fates.contains(.open) { return .waiting }
        return fates.contains(.hopeless)
            ? .settled(Unredeemed()) : .impossible(SkipReason(.notNeeded, "nothing was connected to"))
    }

    private enum Fate { case open, redeemed, impostor, hopeless }

    /// What became of a ladder, or will in all likelihood; nothing where it was not tried.
    private static func fate(of endpoint: Endpoint, _ board: Board) -> Fate? {
        switch board.state(of: ConnectEndpoint.self, for: endpoint) {
        case .waiting: return .open
        case .interim(_, let evidence): return evidence.isStuck ? .hopeless : .open
        case .final(_, .seen(let evidence), _):
            if evidence.usedControlResolver || evidence.wasRedirected { return nil }
            if evidence.connected == nil { return .hopeless }
        case .final, .absent: return nil
        }
        switch board.state(of: HandshakeTLS.self, for: endpoint) {
        case .waiting: return .open
        case .interim: return .hopeless
        case .final(_, .seen(let handshake), _):
            return handshake.isVerified ? .redeemed : handshake.showsSomebodyElse ? .impostor : .hopeless
        case .final, .absent: return nil
        }
    }
}

extension Handshake {
    /// A certificate for another name, or no TLS at all.
    fileprivate var showsSomebodyElse: Bool { (result == .completed && !matchesName) || result == .notTLS }
}
