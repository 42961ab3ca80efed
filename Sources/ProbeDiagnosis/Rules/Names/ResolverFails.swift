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
                .dnsServfail, owner: denial.controlAgrees ? .hubConfiguration : .siteNetwork,
                confidence: denial.lookup.controlKnows ? .certain : .likely,
                summary: denial.lookup.controlKnows
                    ? """
                    The resolver \(server) cannot look up \(host) (\(denial.codeName)); a resolver outside the site can.
                    """
                    : "The resolver \(server) cannot look up \(host) (\(denial.codeName)).",
                refutedBy: "\(server) gives an address for \(host).")
        }
    }
}
