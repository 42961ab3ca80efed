import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The site's resolver denies a name that exists.
struct NameIsFiltered: Rule {
    static let causes: [Cause] = [.dnsFiltered]
    static let explains: [Cause] = [.dnsNxdomain, .dnsNodata, .dnsRefused]

    func findings(in scene: Scene) -> [Finding] {
        scene.denials.filter(\.isFiltered).map { denial in
            let (server, host) = (denial.answer.server, denial.lookup.host)
            return denial.finding(
                .dnsFiltered, owner: .siteNetwork, confidence: .certain,
                summary: denial.lookup.controlKnows
                    ? """
                    \(opening: server.asResolver) denies the name \(host) (\(denial.codeName)), which a resolver \
                    outside the site resolves.
                    """
                    : """
                    \(opening: server.asResolver) denies the name \(host) (\(denial.codeName)) and says that a filter \
                    does so.
                    """,
                refutedBy: "\(server) gives an address for \(host).")
        }
    }
}
