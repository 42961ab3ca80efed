import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A policy of this device denies the system call itself: cgroup BPF, systemd's IPAddressDeny, a security module.
struct ConnectionsAreDenied: Rule {
    static let causes: [Cause] = [.hostPolicyDenied]
    static let explains: [Cause] = Symptoms.ofThisDevice

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        Extent.all(in: scene) { $0.result == .denied("EPERM") }.map { extent in
            let failure = LocalFailure(
                extent, "EPERM",
                proofs: extent.proofs { contact, _ in
                    "connect() to \(contact.remote) itself fails with EPERM; no packet was made"
                })
            if let counted = ipsec(extent, scene) { return counted.finding(failure) }
            return failure.finding(
                .hostPolicyDenied, confidence: .certain,
                summary: """
                    A policy on this device (cgroup BPF, systemd IPAddressDeny or a security module) denies outgoing \
                    \(extent.noun).
                    """,
                refutedBy: "The same connection fails for a process outside this service's control group too.")
        }
    }

    /// The kernel's IPsec counted every one of the connections that were tried again: connect() has its error from there.
    private func ipsec(_ extent: Extent, _ scene: Scene) -> IPsecTakesPackets.Counted? {
        guard extent.vantages == [.host] else { return nil }
        return IPsecTakesPackets.counted(in: scene).first { counted in
            !counted.rise.counter.isInbound && extent.contacts.contains { $0.remote == counted.seen.evidence.remote }
        }
    }
}
