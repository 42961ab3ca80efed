import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Answers to the host itself, which come in by another of its uplinks than the packets leave by.
extension ReversePathIsFiltered {
    func ofHost(in scene: Scene) -> [Finding] {
        scene.survey.seen(CountLosses.self, from: .host).flatMap { seen -> [Finding] in
            guard let rise = seen.evidence.rises.first(where: { $0.counter == .reversePath }),
                let remote = seen.evidence.remote,
                rise.own * 2 >= seen.evidence.connections,
                let way = scene.roads.taken(by: .host, to: remote.address)?.lookup, let outgoing = way.interface,
                let settings = scene.survey.seen(ReadForwarding.self, from: .host).first
            else { return [] }
            let strict = scene.strictUplinks(besides: [outgoing], settings)
            // Where none is, it is the source of packets that have nothing to do with it.
            guard let first = strict.first else { return [] }
            let failures = LocalFailure.silent(in: scene, withContainers: true) { address in
                scene.roads.taken(by: .host, to: address)?.lookup.interface == outgoing
            }
            // Which of several it is, the counter does not say.
            let incoming = strict.count == 1 ? first : "all"
            let isSure = rise.own >= seen.evidence.connections && strict.count == 1
            return failures.map { failure in
                var finding = failure.finding(
                    .fwdRPFilter, confidence: isSure ? .certain : .likely,
                    summary: """
                        Strict reverse-path filtering on \(listing: strict) drops the answers to outgoing \(failure.noun): they come \
                        in by another interface than \(outgoing), by which the packets leave.
                        """,
                    refutedBy: "A connection to \(failure.target) opens while rp_filter is 1 on \(listing: strict).")
                finding.location.culprit = .setting(.reversePathFilter(interface: incoming))
                finding.evidence.append(rise.proof(seen))
                finding.evidence.append(settings.shows("rp_filter is 1 on \(listing: strict)"))
                return finding
            }
        }
    }
}

extension Scene {
    /// The other uplinks that filter strictly: the larger of a link's setting and that of all holds, and 2 is loose.
    func strictUplinks(
        besides outgoing: [InterfaceName], _ settings: Survey.Seen<ReadForwarding>
    ) -> [InterfaceName] {
        let networks = Set(routes?.evidence.networks.map(\.interface) ?? [])
        return settings.evidence.interfaces.filter { interface in
            let link = routes?.evidence.link(named: interface.name)
            return !outgoing.contains(interface.name) && !networks.contains(interface.name)
                && !(link?.isLoopback ?? true)
                && link?.isUp ?? false && !(link?.addresses.isEmpty ?? true)
                && max(interface.reversePathFilter ?? 0, settings.evidence.reversePathFilter ?? 0) == 1
        }.map(\.name)
    }
}
