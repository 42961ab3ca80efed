import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Asking for an upgrade meets a reset, a close or silence; the same request without the upgrade is answered.
struct UpgradeIsBlocked: Rule {
    static let causes: [Cause] = [.wsUpgradeBlocked]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .conversation).compactMap { ascent in
            guard let upgrade = ascent.seen(UpgradeWebSocket.self), upgrade.evidence.exchange.isCutOff,
                let plain = ascent.seen(RequestWithoutUpgrade.self),
                plain.evidence.exchange?.result == .answered, let status = plain.evidence.answer?.status
            else { return nil }
            // The other WebSocket transport asks for the same upgrade on a connection of its own.
            let other: Transport =
                ascent.endpoint.transport == .mqttOverWebSocket ? .amqpOverWebSocket : .mqttOverWebSocket
            let twin = ascent.sibling(other).seen(UpgradeWebSocket.self)
            let isRepeated = twin?.evidence.exchange.isCutOff ?? false
            if twin?.evidence.isUpgraded ?? false { return nil }
            let isSilent = upgrade.evidence.exchange.result == .silent
            guard isRepeated || !isSilent else { return nil }
            return ascent.finding(
                .wsUpgradeBlocked, owner: ascent.pathOwner, isRepeated ? .certain : .likely,
                """
                WebSockets to \(ascent.place) are blocked: a request that asks for the upgrade dies, a plain one does \
                not.
                """,
                evidence: [
                    upgrade.shows(end(of: upgrade.evidence.exchange)),
                    isRepeated ? twin?.shows("so does the one of the other WebSocket transport") : nil,
                    plain.shows(control: "the same request without the upgrade is answered with HTTP \(status)"),
                ],
                refutedBy: "An upgrade request to \(ascent.place) is answered.")
        }
    }

    private func end(of exchange: Exchange) -> Sentence {
        switch exchange.result {
        case .silent: "the upgrade request meets silence"
        case .reset: "on the upgrade request the other side resets the connection"
        case .answered, .closed, .otherProtocol, .malformed, .superseded:
            "on the upgrade request the other side closes the connection"
        }
    }
}
