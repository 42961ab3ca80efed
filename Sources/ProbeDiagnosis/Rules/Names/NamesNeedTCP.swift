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
            return muteness.finding(
                .dnsUDPBlocked, owner: .siteNetwork,
                confidence: muteness.lookup.isConfirmed || muteness.failure != .silent ? .certain : .likely,
                summary: """
                    DNS over UDP is blocked on the way to \(answer.server): it answers for \(muteness.lookup.host) \
                    over TCP only.
                    """,
                refutedBy: "\(answer.server) answers a query over UDP.")
        }
    }
}
