import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The upgrade is accepted (101) without our subprotocol, or with a wrong accept hash: whoever answers is no hub.
struct SubprotocolIsMissing: Rule {
    static let causes: [Cause] = [.wsSubprotocolMissing]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .conversation).compactMap { ascent in
            guard let upgrade = ascent.seen(UpgradeWebSocket.self), upgrade.evidence.answer?.status == 101,
                upgrade.evidence.exchange.result == .answered, !upgrade.evidence.isUpgraded
            else { return nil }
            return ascent.finding(
                .wsSubprotocolMissing, owner: .proxy, .certain,
                "\(ascent.place) opens WebSockets, but not for the protocol that was asked for.",
                evidence: [
                    upgrade.shows(
                        upgrade.evidence.acceptMatches
                            ? "101 without our subprotocol" : "101 with a wrong Sec-WebSocket-Accept")
                ],
                refutedBy: "The answer to the upgrade carries our subprotocol and the right accept hash.")
        }
    }
}
