import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Packets circle between routers until their hop limit is used up.
struct PathLoops: Rule {
    static let causes: [Cause] = [.tcpLoop]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        // Who gives up depends on the parity of the hop limit, so all errors of a vantage are one.
        Rejection.ofRouting(.hopLimitExceeded, together: true, byWhomever: true, in: scene).map { rejection in
            rejection.finding(.tcpLoop, needsRepetition: true, in: scene) { noun, who in
                "Outgoing \(noun) circles between routers and is given up by \(who)."
            }
        }
    }
}
