import ProbeCore
import ProbeEvidence
import ProbeFindings

/// DNS over UDP is blocked on the way to a resolver that answers over TCP.
struct NamesNeedTCP: Rule {
    static let causes: [Cause] = [.dnsUDPBlocked]
    static let explains: [Cause] = [.dnsTimeout]

    func findings(in scene: Scene) -> [Finding] {
        scene.mutenesses.compactMap { muteness in
            guard let answer = muteness.lookup.answerOverTCP else { return nil }
            let vantage = muteness.lookup.vantage
            let isHeardBeside = isHeard(answer.server, from: vantage, scene)
            let others = scene.mutenesses.filter { $0.lookup.vantage == vantage }
            // Of one name alone it may be the name; of several, some of a run's questions, which come at once, got lost,
            // where somebody counts them or has no port left for them.
            if isHeardBeside, muteness.failure == .silent, others.count > 1 { return nil }
            let isConfirmed = muteness.lookup.isConfirmed || muteness.failure != .silent
            // What the host gets over UDP from the same resolver, the site lets through: it ends before it leaves, or with
            // whoever tells this device's packets apart.
            let isHeardOnHost = vantage != .host && isHeard(answer.server, from: .host, scene)
            return muteness.finding(
                .dnsUDPBlocked, owner: isHeardOnHost ? .device : .siteNetwork,
                confidence: isHeardOnHost || (isHeardBeside && muteness.failure == .silent)
                    ? .possible : isConfirmed ? .certain : .likely,
                summary: """
                    DNS over UDP is blocked on the way to \(answer.server): it answers for \(muteness.lookup.host) \
                    over TCP only.
                    """,
                refutedBy: "\(answer.server) answers a query over UDP.")
        }
    }

    /// A question of the vantage was answered by the resolver over UDP.
    private func isHeard(_ server: SocketAddress, from vantage: Vantage, _ scene: Scene) -> Bool {
        scene.lookups(from: vantage).flatMap(\.evidence.servers).contains { asked in
            asked.server == server && asked.answers.contains { $0.result == .answered && $0.network == .udp }
        }
    }
}
