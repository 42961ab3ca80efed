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
            let isConfirmed = muteness.lookup.isConfirmed || muteness.failure != .silent
            // What the host gets over UDP from the same resolver, the site lets through: it ends before it leaves, or with
            // whoever tells this device's packets apart.
            let isHeard = isHeardOnHost(muteness, answer.server, scene)
            return muteness.finding(
                .dnsUDPBlocked, owner: isHeard ? .device : .siteNetwork,
                confidence: isHeard ? .possible : isConfirmed ? .certain : .likely,
                summary: """
                    DNS over UDP is blocked on the way to \(answer.server): it answers for \(muteness.lookup.host) \
                    over TCP only.
                    """,
                refutedBy: "\(answer.server) answers a query over UDP.")
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
