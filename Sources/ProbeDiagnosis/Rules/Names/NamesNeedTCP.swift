package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// DNS over UDP is blocked on the way to a resolver that answers over TCP.
package struct NamesNeedTCP: Rule {
    package static let causes: [Cause] = [.dnsUDPBlocked]
    package static let explains: [Cause] = [.dnsTimeout]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Muteness.all(in: survey).compactMap { muteness in
            guard let answer = muteness.lookup.answerOverTCP else { return nil }
            return muteness.finding(
                .dnsUDPBlocked, owner: .siteNetwork,
                confidence: muteness.isConfirmed || muteness.failure != .silent ? .certain : .likely,
                summary:
                    "DNS over UDP is blocked on the way to \(answer.server): it answers for \(muteness.lookup.host) "
                    + "over TCP only.",
                refutedBy: "\(answer.server) answers a query over UDP.", in: survey)
        }
    }
}
