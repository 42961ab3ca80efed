import ProbeCore
import ProbeEvidence
import ProbeFindings

/// This device does not forward packets, so nothing of a container leaves it.
struct ForwardingIsOff: Rule {
    static let causes: [Cause] = [.fwdDisabled]
    static let explains: [Cause] = Symptoms.ofForwarding + [.fwdDropped, .natMissingMasquerade, .fwdRPFilter]

    func findings(in scene: Scene) -> [Finding] {
        scene.paths.compactMap { path in
            // One answer from beyond this device refutes it.
            guard !path.hasWayOut, let settings = path.settings, let off = setting(path, settings.evidence) else {
                return nil
            }
            let culprit = Culprit.setting(off)
            let refused = path.lookups.first { $0.lookup.error == "EHOSTUNREACH" }.map { observation, lookup in
                Finding.Proof(
                    observation,
                    """
                    the kernel has no way for a packet from \(interface: path.network.interface) to \
                    \(lookup.destination): EHOSTUNREACH
                    """)
            }
            return path.finding(
                .fwdDisabled, owner: .device, .certain, summary: summary(path, off), culprit: culprit,
                evidence: [settings.shows("\(off.said) = 0")] + [refused].compactMap { $0 } + path.silenceProofs
                    + [path.hostReaches(path.failing.first?.remote)].compactMap { $0 },
                refutedBy: "`\(culprit)` says 1, or a container reaches an address outside.")
        }
    }

    private func summary(_ path: ContainerPath, _ off: KernelSetting) -> Sentence {
        path.failing.first?.remote.address.family == .v6
            ? """
            This device does not forward IPv6 packets (\(off.said) is 0), so nothing from the network \
            \(network: path.network.name) gets out.
            """
            : """
            This device does not forward packets (\(off.said) is 0), so nothing from the network \
            \(network: path.network.name) gets out.
            """
    }

    /// The setting that is off on the way of a network's packets.
    private func setting(_ path: ContainerPath, _ state: ForwardingState) -> KernelSetting? {
        if path.failing.first?.remote.address.family == .v6 {
            return state.forwardsIPv6 == false ? .forwardsIPv6 : nil
        }
        // The kernel asks the interface that the packet came in by (IN_DEV_FORWARD); the sum of all is `ip_forward`.
        let bridge = state.interface(named: path.network.interface)
        if state.forwardsIPv4 == false, bridge?.forwardsIPv4 != true { return .forwardsIPv4 }
        return bridge?.forwardsIPv4 == false
            ? .forwarding(interface: LocalText(path.network.interface)) : nil
    }
}

extension KernelSetting {
    /// Its name alone, in a sentence.
    fileprivate var said: SentenceArgument { .local(LocalText(name)) }
}
