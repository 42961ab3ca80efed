package import ProbeCore
import ProbeEvidence
package import ProbeMeasurement

/// There as soon as a name, a connection or a handshake is stuck or has failed; never, when all of them got through.
package struct Trouble: ProbeInput {
    package static var upstream: [ProbeID] { [ResolveName.id, ConnectEndpoint.id, HandshakeTLS.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Trouble> {
        let views =
            board.states(of: ResolveName.self).map { view($0) { $0.addresses.isEmpty } }
            + board.states(of: ConnectEndpoint.self).map { view($0) { $0.connected == nil } }
            + board.states(of: HandshakeTLS.self).map { view($0) { !$0.isVerified } }
        if views.contains(.bad) { return .settled(Trouble()) }
        return views.contains(.open) ? .waiting : .impossible(SkipReason(.notNeeded, "nothing called for it"))
    }

    private enum View { case open, good, bad }

    private static func view<P: Probe>(_ state: Board.State<P>, isBad: (P.Evidence) -> Bool) -> View {
        switch state {
        case .waiting, .absent: .open
        case .interim(_, let evidence): isBad(evidence) ? .bad : .open
        case .final(_, .seen(let evidence), _): isBad(evidence) ? .bad : .good
        case .final: .good
        }
    }
}
