import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What resolv.conf names is a server of some zones, which looks nothing up for others: it only says whom else to ask.
struct ResolverDoesNotRecurse: Rule {
    static let causes: [Cause] = [.dnsNoRecursion]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.denials.filter { $0.failure == .unresolved }.map { denial in
            let (server, host, answer) = (denial.answer.server, denial.lookup.host, denial.answer)
            let isHere = scene.isHere(server, askedFrom: denial.lookup.vantage)
            var finding = denial.finding(
                .dnsNoRecursion, owner: isHere ? .device : .siteNetwork, confidence: .certain,
                summary: answer.referredZone.map { zone in
                    """
                    The server \(server) looks up no names for this device: asked for \(host), it only refers to the \
                    servers of \(zone.text), which clients do not ask.
                    """
                }
                    ?? """
                    The server \(server) looks up no names for this device: asked for \(host), it gives an alias and does \
                    not follow it.
                    """,
                refutedBy: "\(server) gives an address for \(host), or says that recursion is available (RA).")
            finding.evidence.insert(
                Finding.Proof(
                    denial.lookup.observation, "\(server) says that recursion is not available (RA is 0)"), at: 0)
            return finding
        }
    }
}
