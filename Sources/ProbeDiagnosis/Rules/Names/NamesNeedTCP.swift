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
            let isHeardBeside = isHeardBeside(muteness, answer.server, scene)
            let others = scene.mutenesses.filter { $0.lookup.vantage == muteness.lookup.vantage }
            // Of one name alone it may be the name; of several, some of a run's questions, which come at once, got lost.
            if isHeardBeside, muteness.failure == .silent, others.count > 1 { return nil }
            let isConfirmed = muteness.lookup.isConfirmed || muteness.failure != .silent
            // What the host gets over UDP from the same resolver, the site lets through: it ends before it leaves, or with
            // whoever tells this device's packets apart.
            let isHeard = isHeardOnHost(muteness, answer.server, scene)
            return muteness.finding(
                .dnsUDPBlocked, owner: isHeard ? .device : .siteNetwork,
                confidence: isHeard || (isHeardBeside && muteness.failure == .silent)
                    ? .possible : isConfirmed ? .certain : .likely,
                summary: """
                    DNS over UDP is blocked on the way to \(answer.server): it answers for \(muteness.lookup.host) \
                    over TCP only.
                    """,
                refutedBy: "\(answer.server) answers a query over UDP.")
        }
    }

    /// Another question of the same vantage was answered by the same resolver over UDP: some of them get lost, where somebody
    /// counts them or has no port left for them.
    private func isHeardBeside(_ muteness: Muteness, _ server: SocketAddress, _ scene: Scene) -> Bool {
        scene.lookups(from: muteness.lookup.vantage).flatMap(\.evidence.servers).contains { asked in
            asked.server == server && asked.answers.contains { $0.result == .answered && $0.network == .udp }
        }
    }

    private func isHeardOnHost(_ muteness: Muteness, _ server: SocketAddress, _ scene: Scene) -> Bool {
        muteness.lookup.vantage != .host
            && scene.lookups(from: .host).flatMap(\.evidence.servers).contains { asked in
                asked.server == server
                    && asked.answers.contains { $0.result == .answered && $0.network == .udp }
            }
    }
}
