import ProbeCore
import ProbeEvidence
import ProbeFindings

/// This device does not forward packets, so nothing of a container leaves it.
struct ForwardingIsOff: Rule {
    static let causes: [Cause] = [.fwdDisabled]
    static let explains: [Cause] = Symptoms.ofForwarding + [.fwdDropped, .natMissingMasquerade, .fwdRPFilter]

    func findings(in scene: Scene) -> [Finding] {
        scene.paths.compactMap { path in
            guard let settings = path.settings, let off = setting(path, settings.evidence) else { return nil }
            let culprit = Culprit.setting(off)
            return path.finding(
                .fwdDisabled, owner: .device, .certain, summary: summary(path, off), culprit: culprit,
                evidence: [settings.shows("\(off.said) = 0")] + [refusal(path, off), counted(path)].compactMap { $0 }
                    + path.silenceProofs + [path.hostReaches(path.failing.first?.remote)].compactMap { $0 },
                refutedBy: "`\(culprit)` says 1, or a container reaches an address outside.")
        }
    }

    /// What the kernel itself says of a packet that would come in there (ip_route_input_slow).
    private func refusal(_ path: ContainerPath, _ off: KernelSetting) -> Finding.Proof? {
        let isUplink = off.interface.map { $0 != path.network.interface } ?? false
        let interface = off.interface ?? path.network.interface
        return (isUplink ? path.answers : path.lookups).first { $0.lookup.error == "EHOSTUNREACH" }.map {
            observation, lookup in
            Finding.Proof(
                observation,
                "the kernel has no way for a packet from \(interface) to \(lookup.destination): EHOSTUNREACH")
        }
    }

    private func counted(_ path: ContainerPath) -> Finding.Proof? {
        guard let counters = path.counters, let rise = counters.evidence.ip?.badAddresses, rise > 0 else { return nil }
        return counters.shows(
            "the kernel counted \(rise) packets meanwhile that are not for this device (InAddrErrors)")
    }

    private func summary(_ path: ContainerPath, _ off: KernelSetting) -> Sentence {
        if let interface = off.interface, interface != path.network.interface {
            return """
                This device does not forward what comes in by \(interface) (\(off.said) is 0), so no answer gets \
                back to the network \(network: path.network.name).
                """
        }
        return path.failing.first?.remote.address.family == .v6
            ? """
            This device does not forward IPv6 packets (\(off.said) is 0), so nothing from the network \
            \(network: path.network.name) gets out.
            """
            : """
            This device does not forward packets (\(off.said) is 0), so nothing from the network \
            \(network: path.network.name) gets out.
            """
    }

    /// The setting that is off on the way of a network's packets, or of what is answered to them.
    ///
    /// The kernel asks the interface that a packet came in by (IN_DEV_FORWARD); `ip_forward` is what all were last set to.
    private func setting(_ path: ContainerPath, _ state: ForwardingState) -> KernelSetting? {
        if path.failing.first?.remote.address.family == .v6 {
            return state.forwardsIPv6 == false && !path.hasWayOut ? .forwardsIPv6 : nil
        }
        // One answer from beyond this device refutes it.
        if !path.hasWayOut {
            let bridge = state.interface(named: path.network.interface)
            if state.forwardsIPv4 == false, bridge?.forwardsIPv4 != true { return .forwardsIPv4 }
            if bridge?.forwardsIPv4 == false { return .forwarding(interface: path.network.interface) }
        }
        let silent = path.unanswered.compactMap { path.way(to: $0)?.lookup }.first { way in
            state.interface(named: way.interface)?.forwardsIPv4 == false && !path.comesBack(by: way)
        }
        return silent?.interface.map { .forwarding(interface: $0) }
    }
}

extension KernelSetting {
    /// Its name alone, in a sentence.
    fileprivate var said: SentenceArgument { .local(LocalText(name)) }
}
