import ProbeCore
import ProbeEvidence
import ProbeFindings

// No engine yet: a chain beside those that the engine opens drops whatever is forwarded.

extension ForwardingIsDropped {
    func toCome(in scene: Scene) -> [Finding] {
        guard ContainersToCome(in: scene) != nil else { return [] }
        let drops = scene.survey.seen(ForeseeForwarding.self, from: .host).flatMap { seen in
            seen.evidence.walks.compactMap { walk -> (observation: Int, walk: PacketWalk, place: RulePlace)? in
                guard walk.verdict == .dropped || walk.verdict == .rejected, let place = walk.place else { return nil }
                return (seen.index, walk, place)
            }
        }
        return drops.map(\.place).uniqued.compactMap { place in
            let mine = drops.filter { $0.place == place }
            let ports = mine.map(\.walk.packet.port).uniqued.sorted()
            guard let first = mine.first, ports.contains(where: { isNeeded($0, in: scene) }) else { return nil }
            let shows: Sentence =
                "a container's packet to \(.port, ports) of the hub, or its answer, would end at \(place)"
            return Finding(
                .fwdDropped, .warning, from: [.host],
                about: Finding.Subject(scene.assignment.hub, port: ports.count == 1 ? ports.first : nil),
                owner: .device,
                confidence: .likely,
                summary: place.isPolicy
                    ? """
                    This device's firewall will drop what containers send, once there is an engine, which opens the chain \
                    FORWARD of iptables alone: the policy of its chain (\(place)) stops it.
                    """
                    : """
                    This device's firewall will drop what containers send, once there is an engine, which opens the chain \
                    FORWARD of iptables alone: its rule \(place) stops it.
                    """,
                location: Finding.Location(
                    kind: .containerHost, culprit: Culprit(place),
                    text: "on this device, once it has a container engine"),
                evidence: [Finding.Proof(first.observation, place.text.map { "\(shows): \($0)" } ?? shows)],
                refutedBy: "A container's connection to the hub opens while the rule is in force.")
        }
    }

    /// Modules need the port, in one way or another.
    private func isNeeded(_ port: UInt16, in scene: Scene) -> Bool {
        scene.ascents(from: .host).contains { ascent in
            ascent.endpoint.port == port && ascent.endpoint.service == .hub
                && scene.needs.all.contains { need in
                    need.consumer == .edgeHub && need.endpoints.contains(ascent.endpoint)
                }
        }
    }
}
