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
            LocalFailure(
                extent, "EPERM",
                proofs: extent.proofs { contact, _ in
                    "connect() to \(contact.remote) itself fails with EPERM; no packet was made"
                }
            ).finding(
                .hostPolicyDenied, confidence: .certain,
                summary: """
                    A policy on this device (cgroup BPF, systemd IPAddressDeny or a security module) denies outgoing \
                    \(extent.noun).
                    """,
                refutedBy: "The same connection fails for a process outside this service's control group too.")
        }
    }
}
