import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The name does not exist, as far as anybody who was asked knows.
struct NameDoesNotExist: Rule {
    static let causes: [Cause] = [.dnsNxdomain]
    static let explains: [Cause] = []

    /// Microsoft's own names, which are the same everywhere: who denies them withholds them.
    private static let publicNames: Set = ["mcr.microsoft.com", "global.azure-devices-provisioning.net"]

    func findings(in scene: Scene) -> [Finding] {
        scene.denials.filter { $0.failure == .nxdomain && !$0.isFiltered }.map { denial in
            let zone = denial.parentZone
            let isPrivate = denial.lookup.goesThroughPrivateLink || (zone?.hasPrefix("privatelink.") ?? false)
            let isHub = denial.lookup.host == scene.assignment.hub
            // Only a second opinion proves it; the parent zone's own SOA record speaks for it, a bare denial for
            // nothing.
            let isKnownToExist = Self.publicNames.contains(denial.lookup.host.description)
            let confidence: Finding.Confidence =
                denial.controlAgrees ? .certain : zone != nil && !isKnownToExist ? .likely : .possible
            let reason: Sentence =
                if isPrivate {
                    "its private zone has no such record, or is not linked to this network"
                } else if confidence == .possible {
                    isKnownToExist
                        ? "the site's resolver may be withholding it, for it does exist elsewhere"
                        : "the site's resolver may be withholding it, or the name is wrong"
                } else {
                    isHub
                        ? "no such hub exists, or the name is misspelt"
                        : "no such name exists, or it is misspelt"
                }
            return denial.finding(
                .dnsNxdomain, owner: confidence == .possible ? .siteNetwork : .hubConfiguration, confidence: confidence,
                summary: """
                    The name \(denial.lookup.host) does not exist (NXDOMAIN from \(denial.answer.server)): \(reason).
                    """,
                refutedBy: "Any resolver has an address for \(denial.lookup.host).")
        }
    }
}
