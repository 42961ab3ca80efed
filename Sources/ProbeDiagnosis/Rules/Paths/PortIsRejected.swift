package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// A box that is not the target rejects the port with ICMP port unreachable, the default of REJECT in iptables and nft.
package struct PortIsRejected: Rule {
    package static let causes: [Cause] = [.tcpRejectedICMP]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Rejection.all([.portUnreachable, .protocolUnreachable], orError: "ENOPROTOOPT", in: survey)
            .map { $0.finding(.tcpRejectedICMP, "is rejected", in: survey) }
    }
}
