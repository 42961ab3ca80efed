package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The resolver refuses to answer this client.
package struct ResolverRefuses: Rule {
    package static let causes: [Cause] = [.dnsRefused]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Denial.all(in: survey).filter { $0.failure == .refused && !$0.isFiltered }.map { denial in
            var finding = denial.finding(
                .dnsRefused, owner: .siteNetwork, confidence: .certain,
                summary: "The resolver \(denial.answer.server) refuses to look up "
                    + (denial.refusesEverything
                        ? "any name for this device (REFUSED)." : "\(denial.lookup.host) (REFUSED)."),
                refutedBy: "\(denial.answer.server) answers otherwise than REFUSED.", in: survey)
            if denial.refusesEverything { finding.subject.host = nil }
            return finding
        }
    }
}
