package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Packets circle between routers until their hop limit is used up.
package struct PathLoops: Rule {
    package static let causes: [Cause] = [.tcpLoop]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Rejection.all([.hopLimitExceeded], in: survey)
            .map { $0.finding(.tcpLoop, "circles between routers and is given up", needsRepetition: true, in: survey) }
    }
}
