package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// This device does not forward packets, so nothing of a container leaves it.
package struct ForwardingIsOff: Rule {
    package static let causes: [Cause] = [.fwdDisabled]
    package static let explains: [Cause] = Forwarding.symptoms + [.fwdDropped, .natMissingMasquerade, .fwdRPFilter]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        ContainerPath.all(in: survey).compactMap { path in
            // One answer from beyond this device refutes it.
            guard !path.hasWayOut, let settings = path.settings, let off = setting(path, settings.evidence) else {
                return nil
            }
            let isOverIPv6 = path.failing.first?.remote.address.family == .v6
            let proofs = [path.hostReaches(path.failing.first?.remote)].compactMap { $0 }
            let refused = path.lookups.first { $0.lookup.error == "EHOSTUNREACH" }.map { observation, lookup in
                Finding.Proof(
                    observation,
                    "the kernel has no way for a packet from \(path.network.interface) to "
                        + "\(lookup.destination): EHOSTUNREACH")
            }
            return path.finding(
                .fwdDisabled, owner: .device, .certain,
                summary:
                    "This device does not forward \(isOverIPv6 ? "IPv6 " : "")packets (\(off) is 0), so nothing from "
                    + "the network \(path.network.name) gets out.",
                rule: "sysctl \(off)",
                evidence: [settings.shows("\(off) = 0")] + [refused].compactMap { $0 } + path.silenceProofs + proofs,
                refutedBy: "`sysctl \(off)` says 1, or a container reaches an address outside.")
        }
    }

    /// The setting that is off on the way of a network's packets.
    private func setting(_ path: ContainerPath, _ state: ForwardingState) -> String? {
        if path.failing.first?.remote.address.family == .v6 {
            return state.forwardsIPv6 == false ? "net.ipv6.conf.all.forwarding" : nil
        }
        // The kernel asks the interface that the packet came in by (IN_DEV_FORWARD); the sum of all is `ip_forward`.
        let bridge = state.interface(named: path.network.interface)
        if state.forwardsIPv4 == false, bridge?.forwardsIPv4 != true { return "net.ipv4.ip_forward" }
        return bridge?.forwardsIPv4 == false ? "net.ipv4.conf.\(path.network.interface).forwarding" : nil
    }
}
