import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A router on the way cannot reach the host: the last one gets no answer to ARP, or has an unreachable route.
struct HostIsUnreachable: Rule {
    static let causes: [Cause] = [.tcpHostUnreachable]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        Rejection.ofRouting(.hostUnreachable, orError: "EHOSTUNREACH", together: false, in: scene).map { rejection in
            rejection.finding(.tcpHostUnreachable, needsRepetition: true, in: scene) { noun, who in
                "Outgoing \(noun) is answered with host unreachable by \(who)."
            }
        }
    }
}
