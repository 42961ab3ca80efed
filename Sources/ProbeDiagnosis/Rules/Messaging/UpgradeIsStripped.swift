import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The request for a WebSocket is answered as if it had asked for none: a proxy took its hop-by-hop headers away.
///
/// The hub's own refusals carry `iothub-errorcode`; they are the hub's word about the request, not the path's doing.
struct UpgradeIsStripped: Rule {
    static let causes: [Cause] = [.wsUpgradeStripped]
    static let explains: [Cause] = []

    /// Written by each hop for the next (RFC 9110 section 7.6), they show who stands between.
    private static let hopHeaders: [Term] = ["via", "server", "connection", "x-cache", "proxy-agent"]

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .conversation).compactMap { ascent in
            guard let upgrade = ascent.seen(UpgradeWebSocket.self), let answer = upgrade.evidence.answer,
                upgrade.evidence.exchange.result == .answered, answer.status != 101, !answer.isTheHubs,
                answer.value(of: "upgrade") == nil || answer.status == 426
            else { return nil }
            let hops = Self.hopHeaders.compactMap { name -> Sentence? in
                answer.value(of: name.text).map { "\(name): \($0)" }
            }
            let hubAnswers = ascent.sibling(.https).ladder.isProven
            return ascent.finding(
                // A gateway error may be the far end's own trouble.
                .wsUpgradeStripped, owner: .proxy, hubAnswers && answer.status < 500 ? .certain : .likely,
                "A proxy on the way to \(ascent.place) does not pass the WebSocket upgrade on.",
                evidence: [
                    upgrade.shows("the upgrade is answered with HTTP \(answer.status) instead of 101"),
                    hops.isEmpty ? nil : upgrade.shows("headers of the hop: \(listing: hops)"),
                    hubAnswers
                        ? ascent.sibling(.https).seen(RequestHTTPS.self)?.shows(
                            control: "the hub itself answers plain HTTPS") : nil,
                ],
                refutedBy: "An upgrade request to \(ascent.place) is answered with 101.")
        }
    }
}

extension HTTPAnswer {
    /// The mark that only the hub's own answers carry.
    var isTheHubs: Bool { value(of: "iothub-errorcode") != nil }
}
