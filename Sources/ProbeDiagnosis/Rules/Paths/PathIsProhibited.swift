import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A router on the way says that its administrator forbids the connection (RFC 1812 section 5.2.7.1).
struct PathIsProhibited: Rule {
    static let causes: [Cause] = [.tcpAdminProhibited]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        // Without ICMP, EACCES from afar can only be the IPv6 message 1/1.
        Rejection.all([.administrativelyProhibited], orError: "EACCES", in: scene).map { rejection in
            rejection.finding(.tcpAdminProhibited, in: scene) { noun, who in
                "Outgoing \(noun) is prohibited by a filter and rejected by \(who)."
            }
        }
    }
}
