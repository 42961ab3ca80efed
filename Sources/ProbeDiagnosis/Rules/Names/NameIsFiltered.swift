package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The site's resolver denies a name that exists.
package struct NameIsFiltered: Rule {
    package static let causes: [Cause] = [.dnsFiltered]
    package static let explains: [Cause] = [.dnsNxdomain, .dnsNodata, .dnsRefused]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Denial.all(in: survey).filter(\.isFiltered).map { denial in
            denial.finding(
                .dnsFiltered, owner: .siteNetwork, confidence: .certain,
                summary: "\(denial.answer.server.asResolver) denies the name \(denial.lookup.host) "
                    + "(\(denial.codeName))"
                    + (denial.lookup.controlKnows
                        ? ", which a resolver outside the site resolves." : " and says that a filter does so."),
                refutedBy: "\(denial.answer.server) gives an address for \(denial.lookup.host).", in: survey)
        }
    }
}
