package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// A router on the way has no route to the network.
package struct NetIsUnreachable: Rule {
    package static let causes: [Cause] = [.tcpNetUnreachable]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Rejection.all([.netUnreachable], orError: "ENETUNREACH", in: survey)
            .map {
                $0.finding(
                    .tcpNetUnreachable, "is answered with network unreachable", needsRepetition: true, in: survey)
            }
    }
}
