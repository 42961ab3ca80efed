package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// A router on the way says that its administrator forbids the connection (RFC 1812 section 5.2.7.1).
package struct PathIsProhibited: Rule {
    package static let causes: [Cause] = [.tcpAdminProhibited]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        // Without ICMP, EACCES from afar can only be the IPv6 message 1/1.
        Rejection.all([.administrativelyProhibited], orError: "EACCES", in: survey)
            .map { $0.finding(.tcpAdminProhibited, "is prohibited by a filter and rejected", in: survey) }
    }
}
