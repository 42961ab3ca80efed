import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Packets of containers leave with the bridge's addresses, to which nobody outside can answer.
struct MasqueradeIsMissing: Rule {
    static let causes: [Cause] = [.natMissingMasquerade]
    static let explains: [Cause] = Symptoms.ofForwarding

    func findings(in scene: Scene) -> [Finding] { scene.paths.compactMap(finding) }

    private func finding(_ path: ContainerPath) -> Finding? {
        // A site may route the bridge's subnet: one answer from outside refutes it, and be it a router's.
        guard !path.hasWayOut, !path.isAnsweredByRouters else { return nil }
        let bare = path.walks.filter { _, walk in
            walk.origin == .container(network: path.network.name) && walk.verdict == .passes && walk.source == .kept
                && walk.packet.outgoing != nil && walk.redirection == nil && concerns(walk, path)
                && !isInternal(walk.packet.outgoing, path)
        }
        guard let (observation, walk) = bare.first, let source = walk.packet.source, let egress = walk.packet.outgoing,
            // A rule that cannot be understood may translate after all.
            !path.walks.contains(where: { $0.walk.source == .unclear }),
            path.settings?.evidence.unreadTables.isEmpty ?? true
        else { return nil }
        let control = path.hostReaches(path.failing.first?.remote)
        let summary: Sentence = """
            Packets from the network \(network: path.network.name) leave by \(egress) with the container's own \
            address (\(source)): no rule masquerades \(path.network.subnets), so nothing outside can answer them.
            """
        // The switch for masquerading is the default bridge's alone; the other networks have an option of their own.
        let off = path.switchedOff(path.network.name == "bridge" ? [.iptables, .ipMasquerade] : [.iptables])
        let made: Culprit? =
            walk.untracked != nil || path.network.isMasqueraded
            ? nil : .network(path.network.name, subnets: path.network.subnets)
        if let rule = walk.untracked {
            return path.finding(
                .natMissingMasquerade, owner: .device, control == nil ? .likely : .certain,
                summary: """
                    Packets from the network \(network: path.network.name) leave by \(egress) with the container's own \
                    address (\(source)): \(rule) keeps them from being tracked, so that no rule masquerades them.
                    """,
                culprit: Culprit(rule),
                evidence: [
                    Finding.Proof(
                        observation, "a packet from \(source) to \(walk.packet.destination) is spared by \(rule)")
                ] + path.silenceProofs + [control].compactMap { $0 },
                refutedBy: "A container reaches an address outside while the rule is in force.")
        }
        return path.finding(
            .natMissingMasquerade, owner: .containerEngine, control == nil ? .likely : .certain,
            summary: off.map {
                "\(summary) The engine is told not to write it: \($0.culprit) switches \(term: $0.name) off."
            }
                ?? (made == nil ? summary : "\(summary) The network was created without masquerading."),
            culprit: off?.culprit ?? made,
            evidence: [
                Finding.Proof(
                    observation,
                    """
                    no rule of postrouting translates the source of a packet from \(source) to \
                    \(walk.packet.destination) that leaves by \(egress)
                    """)
            ] + [off?.proof].compactMap { $0 } + path.silenceProofs + [control].compactMap { $0 },
            refutedBy: """
                A rule of the nat table masquerades \(source) on \(egress), or a container reaches an address \
                outside.
                """)
    }

    /// The walk is one of a packet that got no answer.
    private func concerns(_ walk: PacketWalk, _ path: ContainerPath) -> Bool {
        guard path.contacts.isEmpty else { return path.failing.contains { $0.remote == walk.remote } }
        return walk.remote.map { path.silentResolvers.contains($0.address) } ?? false
    }

    private func isInternal(_ interface: InterfaceName?, _ path: ContainerPath) -> Bool {
        path.routes.evidence.networks.contains { $0.interface == interface }
    }
}
