import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A router on the way has no route to the network.
struct NetIsUnreachable: Rule {
    static let causes: [Cause] = [.tcpNetUnreachable]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        Rejection.ofRouting(.netUnreachable, orError: "ENETUNREACH", together: true, in: scene).map { rejection in
            rejection.finding(.tcpNetUnreachable, needsRepetition: true, in: scene) { noun, who in
                "Outgoing \(noun) is answered with network unreachable by \(who)."
            }
        }
    }
}
