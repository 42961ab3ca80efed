import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A box that is not the target rejects the port with ICMP port unreachable, the default of REJECT in iptables and nft.
struct PortIsRejected: Rule {
    static let causes: [Cause] = [.tcpRejectedICMP]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        Rejection.all([.portUnreachable, .protocolUnreachable], orError: "ENOPROTOOPT", in: scene).map { rejection in
            rejection.finding(.tcpRejectedICMP, in: scene) { noun, who in
                "Outgoing \(noun) is rejected by \(who)."
            }
        }
    }
}
