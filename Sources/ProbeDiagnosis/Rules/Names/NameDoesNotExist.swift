package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The name does not exist, as far as anybody who was asked knows.
package struct NameDoesNotExist: Rule {
    package static let causes: [Cause] = [.dnsNxdomain]
    package static let explains: [Cause] = []

    package init() {}

    /// Microsoft's own names, which are the same everywhere: who denies them withholds them.
    private static let publicNames: Set = ["mcr.microsoft.com", "global.azure-devices-provisioning.net"]

    package func findings(in survey: Survey) -> [Finding] {
        Denial.all(in: survey).filter { $0.failure == .nxdomain && !$0.isFiltered }.map { denial in
            let zone = denial.parentZone
            let isPrivate = denial.lookup.goesThroughPrivateLink || (zone?.hasPrefix("privatelink.") ?? false)
            let isHub = denial.lookup.host == survey.assignment.hub
            // Only a second opinion proves it; the parent zone's own SOA record speaks for it, a bare denial for nothing.
            let isKnownToExist = Self.publicNames.contains(denial.lookup.host.description)
            let confidence: Finding.Confidence =
                denial.controlAgrees ? .certain : zone != nil && !isKnownToExist ? .likely : .possible
            let reason =
                isPrivate
                ? "its private zone has no such record, or is not linked to this network"
                : confidence == .possible
                    ? "the site's resolver may be withholding it"
                        + (isKnownToExist ? ", for it does exist elsewhere" : ", or the name is wrong")
                    : "no such \(isHub ? "hub" : "name") exists, or \(isHub ? "the name" : "it") is misspelt"
            return denial.finding(
                .dnsNxdomain, owner: confidence == .possible ? .siteNetwork : .hubConfiguration, confidence: confidence,
                summary:
                    "The name \(denial.lookup.host) does not exist (NXDOMAIN from \(denial.answer.server)): \(reason).",
                refutedBy: "Any resolver has an address for \(denial.lookup.host).", in: survey)
        }
    }
}
