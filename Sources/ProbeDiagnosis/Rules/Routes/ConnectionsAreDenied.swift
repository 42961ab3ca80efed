package import ProbeCore
package import ProbeFindings

/// A policy of this device denies the system call itself: cgroup BPF, systemd's IPAddressDeny, a security module.
package struct ConnectionsAreDenied: Rule {
    package static let causes: [Cause] = [.hostPolicyDenied]
    package static let explains: [Cause] = LocalFailure.symptoms

    package init() {}

    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        LocalFailure.accounts(for: symptom, by: finding)
    }

    package func findings(in survey: Survey) -> [Finding] {
        Extent.all(in: survey) { $0.result == .denied("EPERM") }.map { extent in
            LocalFailure(
                extent, "EPERM", in: survey,
                extent.proofs { contact, _ in
                    "connect() to \(contact.remote) itself fails with EPERM; no packet was made"
                }
            ).finding(
                .hostPolicyDenied, confidence: .certain,
                summary:
                    "A policy on this device (cgroup BPF, systemd IPAddressDeny or a security module) denies outgoing "
                    + "\(extent.description).",
                refutedBy: "The same connection fails for a process outside this service's control group too.")
        }
    }
}
