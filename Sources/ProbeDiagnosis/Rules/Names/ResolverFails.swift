import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The resolver cannot look the name up (SERVFAIL and its like).
struct ResolverFails: Rule {
    static let causes: [Cause] = [.dnsServfail]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.denials.filter { if case .servfail = $0.failure { true } else { false } }.map { denial in
            let (server, host) = (denial.answer.server, denial.lookup.host)
            return denial.finding(
                // When a resolver outside fails alike, the zone is broken, not the site's resolver.
                .dnsServfail, owner: denial.controlAgrees ? .hubConfiguration : denial.owner,
                confidence: denial.lookup.controlKnows || denial.own?.isItsOwn ?? false ? .certain : .likely,
                summary: summary(denial),
                refutedBy: "\(server) gives an address for \(host).")
        }
    }

    private func summary(_ denial: Denial) -> Sentence {
        let (server, host) = (denial.answer.server, denial.lookup.host)
        if let own = denial.own, !denial.controlAgrees {
            switch own.word {
            case .itsOwn(let answer):
                return """
                    This device's own resolver \(server) cannot look up \(host) (\(denial.codeName)); the resolver that it \
                    asks, \(answer.server), can.
                    """
            case .handedOn(let answer):
                return answer.result == .answered
                    ? """
                    The resolver \(answer.server), which this device's own asks, cannot look up \(host) \
                    (\(denial.codeName)).
                    """
                    : """
                    The resolver \(answer.server), which this device's own asks, does not answer, so that one cannot look up \
                    \(host) (\(denial.codeName)).
                    """
            case .unknown: break
            }
        }
        return denial.lookup.controlKnows
            ? """
            The resolver \(server) cannot look up \(host) (\(denial.codeName)); a resolver outside the site can.
            """
            : "The resolver \(server) cannot look up \(host) (\(denial.codeName))."
    }
}
