package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The resolver cannot look the name up (SERVFAIL and its like).
package struct ResolverFails: Rule {
    package static let causes: [Cause] = [.dnsServfail]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Denial.all(in: survey).filter { if case .servfail = $0.failure { true } else { false } }.map { denial in
            denial.finding(
                // When a resolver outside fails alike, the zone is broken, not the site's resolver.
                .dnsServfail, owner: denial.controlAgrees ? .hubConfiguration : .siteNetwork,
                confidence: denial.lookup.controlKnows ? .certain : .likely,
                summary:
                    "The resolver \(denial.answer.server) cannot look up \(denial.lookup.host) (\(denial.codeName))"
                    + (denial.lookup.controlKnows ? "; a resolver outside the site can." : "."),
                refutedBy: "\(denial.answer.server) gives an address for \(denial.lookup.host).", in: survey)
        }
    }
}
