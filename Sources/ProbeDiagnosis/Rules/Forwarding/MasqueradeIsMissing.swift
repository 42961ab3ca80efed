package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Packets of containers leave with the bridge's addresses, to which nobody outside can answer.
package struct MasqueradeIsMissing: Rule {
    package static let causes: [Cause] = [.natMissingMasquerade]
    package static let explains: [Cause] = Forwarding.symptoms

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        ContainerPath.all(in: survey).compactMap(finding)
    }

    private func finding(_ path: ContainerPath) -> Finding? {
        // A site may route the bridge's subnet: one answer from outside refutes it.
        guard !path.hasWayOut else { return nil }
        let bare = path.walks.filter { _, walk in
            walk.origin == .container(network: path.network.name) && walk.verdict == .passes && walk.source == .kept
                && walk.packet.outgoing != nil && walk.redirection == nil && concerns(walk, path)
                && !isInternal(walk.packet.outgoing, path)
        }
        guard let (observation, walk) = bare.first, let source = walk.packet.source, let egress = walk.packet.outgoing,
            // A rule that cannot be understood may translate after all.
            !path.walks.contains(where: { $0.walk.source == .unclear }),
            path.settings?.evidence.legacyTables.isEmpty ?? true
        else { return nil }
        let control = path.hostReaches(path.failing.first?.remote)
        return path.finding(
            .natMissingMasquerade, owner: .containerEngine, control == nil ? .likely : .certain,
            summary:
                "Packets from the network \(path.network.name) leave by \(egress) with the container's own address "
                + "(\(source)): no rule masquerades \(listing(path.network.subnets.map(\.description))), so nothing outside "
                + "can answer them."
                + (path.network.isMasqueraded ? "" : " The network was created without masquerading."),
            evidence: [
                Finding.Proof(
                    observation,
                    "no rule of postrouting translates the source of a packet from \(source) to "
                        + "\(walk.packet.destination) that leaves by \(egress)")
            ] + path.silenceProofs + [control].compactMap { $0 },
            refutedBy:
                "A rule of the nat table masquerades \(source) on \(egress), or a container reaches an address outside."
        )
    }

    /// The walk is one of a packet that got no answer.
    private func concerns(_ walk: PacketWalk, _ path: ContainerPath) -> Bool {
        guard path.contacts.isEmpty else { return path.failing.contains { $0.remote == walk.remote } }
        return walk.remote.map { path.silentResolvers.contains($0.address) } ?? false
    }

    private func isInternal(_ interface: String?, _ path: ContainerPath) -> Bool {
        path.routes.evidence.networks.contains { $0.interface == interface }
    }
}
