package import ProbeCore

/// The name exists and has no IPv4 address.
package struct NameHasNoAddress: Rule {
    package static let causes: [Cause] = [.dnsNodata]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Denial.all(in: survey).filter { $0.failure == .nodata && !$0.isFiltered }.map { denial in
            denial.finding(
                .dnsNodata, owner: denial.controlAgrees ? .hubConfiguration : .siteNetwork,
                confidence: denial.controlAgrees ? .certain : .likely,
                summary:
                    "The name \(denial.lookup.host) has no IPv4 address at \(denial.answer.server) (NOERROR without A).",
                refutedBy: "an A record for \(denial.lookup.host) from any resolver", in: survey)
        }
    }
}
