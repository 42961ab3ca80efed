import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A box that is not the target rejects the port with ICMP port unreachable, the default of REJECT in iptables and nft; or with
/// another message that the address as a whole has no share in.
struct PortIsRejected: Rule {
    static let causes: [Cause] = [.tcpRejectedICMP]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        Rejection.all([.portUnreachable, .protocolUnreachable], orError: "ENOPROTOOPT", in: scene).map { rejection in
            rejection.finding(.tcpRejectedICMP, in: scene) { noun, who in
                "Outgoing \(noun) is rejected by \(who)."
            }
        } + spared(in: scene)
    }

    /// Where routes depend on the port as well, it is no filter.
    private func spared(in scene: Scene) -> [Finding] {
        Rejection.ofPorts([.netUnreachable, .hostUnreachable], in: scene).map { rejection in
            var finding = rejection.finding(.tcpRejectedICMP, in: scene) { noun, who in
                """
                Outgoing \(noun) is rejected by \(who), which calls it unreachable, while another port of the address answers.
                """
            }
            if finding.claim == .certain { finding.claim = .likely }
            return finding
        }
    }
}
