package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// A router on the way cannot reach the host: the last one gets no answer to ARP, or has an unreachable route.
package struct HostIsUnreachable: Rule {
    package static let causes: [Cause] = [.tcpHostUnreachable]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Rejection.all([.hostUnreachable], orError: "EHOSTUNREACH", in: survey)
            .map {
                $0.finding(.tcpHostUnreachable, "is answered with host unreachable", needsRepetition: true, in: survey)
            }
    }
}
