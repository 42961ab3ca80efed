package import ProbeCore
import ProbeEvidence
package import ProbeMeasurement

/// There as soon as a name, a connection or a handshake is stuck or has failed; never, when all of them got through.
package struct Trouble: ProbeInput {
    package static var upstream: [ProbeID] { [ResolveName.id, ConnectEndpoint.id, HandshakeTLS.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Trouble> {
        let views =
            board.answers(of: ResolveName.self).map { view($0) { $0.addresses.isEmpty } }
            + board.answers(of: ConnectEndpoint.self).map { view($0) { $0.connected == nil } }
            + board.answers(of: HandshakeTLS.self).map { view($0) { !$0.isVerified } }
        if views.contains(.bad) { return .settled(Trouble()) }
        return views.contains(.open) ? .waiting : .impossible(SkipReason(.notNeeded, "nothing called for it"))
    }

    private enum View { case open, good, bad }

    private static func view<Evidence>(_ answer: Board.Answer<Evidence>, isBad: (Evidence) -> Bool) -> View {
        switch answer {
        case .open: .open
        case .interim(let evidence): isBad(evidence) ? .bad : .open
        case .seen(let evidence): isBad(evidence) ? .bad : .good
        case .unseen: .good
        }
    }
}
