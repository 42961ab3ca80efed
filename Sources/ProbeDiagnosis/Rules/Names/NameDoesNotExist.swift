package import ProbeCore

/// The name does not exist, as far as anybody who was asked knows.
package struct NameDoesNotExist: Rule {
    package static let causes: [Cause] = [.dnsNxdomain]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Denial.all(in: survey).filter { $0.failure == .nxdomain && !$0.isFiltered }.map { denial in
            let zone = denial.parentZone
            let isPrivate = denial.lookup.goesThroughPrivateLink || (zone?.hasPrefix("privatelink.") ?? false)
            // Only a second opinion proves it; the parent zone's own SOA record speaks for it, a bare denial for nothing.
            let confidence: Finding.Confidence = denial.controlAgrees ? .certain : zone != nil ? .likely : .possible
            let reason =
                isPrivate
                ? "its private zone has no such record, or is not linked to this network"
                : confidence == .possible
                    ? "the site's resolver may be withholding it, or the name is wrong"
                    : "no such hub exists, or the name is misspelt"
            return denial.finding(
                .dnsNxdomain, owner: confidence == .possible ? .siteNetwork : .hubConfiguration, confidence: confidence,
                summary:
                    "The name \(denial.lookup.host) does not exist (NXDOMAIN from \(denial.answer.server)): \(reason).",
                refutedBy: "Any resolver has an address for \(denial.lookup.host).", in: survey)
        }
    }
}
