import ProbeCore
import ProbeEvidence
import ProbeFindings

extension NeighbourIsDead {
    /// Everything is silent by a gateway that nobody is asked about: its hardware address was entered by hand, or ARP is off.
    func unasked(_ scene: Scene) -> [Finding] {
        guard let read = scene.survey.seen(ReadGateways.self, from: .host).first,
            !scene.contacts(from: .host).contains(where: \.cameBack),
            !scene.lookups(from: .host).contains(where: \.hasAnswer), isSilentFromTheFirstHop(scene)
        else { return [] }
        return LocalFailure.silent(in: scene, withContainers: true) { _ in true }.compactMap { failure in
            let roads = failure.addresses.map { scene.roads.taken(by: .host, to: $0)?.lookup }
            guard let first = roads.first ?? nil, let gateway = first.gateway,
                roads.allSatisfy({ $0?.gateway == gateway && $0?.interface == first.interface }),
                scene.routes?.evidence.link(named: first.interface)?.hasNeighbours ?? false,
                let neighbour = read.evidence.neighbours.first(where: {
                    $0.address == gateway && $0.interface == first.interface
                }), neighbour.state == .permanent || neighbour.state == .noarp
            else { return nil }
            let isOff = neighbour.state == .noarp
            var finding = failure.finding(
                .hostNeighbourDead,
                // It may as well be the right one, before a site that is silent throughout.
                confidence: isOff ? .likely : .possible,
                summary: isOff
                    ? """
                    ARP is switched off on \(neighbour.interface), so this device does not learn the hardware address of its \
                    gateway \(gateway), and nothing that it sends there is answered.
                    """
                    : """
                    The hardware address of the gateway \(gateway) on \(neighbour.interface) was entered by hand (permanent), and \
                    nothing that is sent there is answered: it may be that of another gateway than today's.
                    """,
                refutedBy: isOff
                    ? "`ip link show \(neighbour.interface)` has no NOARP."
                    : "`ip neigh` shows the hardware address that the gateway has.")
            finding.evidence.append(
                read.shows("the neighbour table has \(gateway) on \(neighbour.interface) as \(Term(neighbour.state))"))
            return finding
        }
    }

    /// The gateway itself did not answer a walk, as the first router of a site that filters does.
    private func isSilentFromTheFirstHop(_ scene: Scene) -> Bool {
        let walks =
            scene.survey.seen(WalkToResolvers.self, from: .host).flatMap(\.evidence.walks)
            + scene.survey.seen(WalkHops.self, from: .host).flatMap(\.evidence.walks)
        return !walks.isEmpty && walks.allSatisfy { $0.hops.allSatisfy { $0.answer == .silent } }
    }
}
