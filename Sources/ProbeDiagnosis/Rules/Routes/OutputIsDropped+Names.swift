import ProbeCore
import ProbeEvidence
import ProbeFindings

extension OutputIsDropped {
    /// Look-ups of the host whose questions over UDP a rule of its own rejects, or whose answers it stops.
    ///
    /// That the same resolver answers over TCP makes it look like the site's doing.
    func unanswered(_ scene: Scene) -> [Finding] {
        let stopped = scene.survey.walksToResolvers.filter { _, walk in
            walk.origin == .host && walk.packet.network == .udp && walk.place != nil
                && walk.isStopped
        }
        return scene.mutenesses.filter { $0.lookup.vantage == .host }.compactMap { muteness in
            let ends = muteness.servers.compactMap { server in stopped.first { $0.walk.remote == server } }
            guard ends.count == muteness.servers.count, let first = ends.first, let place = first.walk.place,
                let server = muteness.servers.first,
                ends.allSatisfy({
                    $0.walk.place == place && $0.walk.packet.isAnswer == first.walk.packet.isAnswer
                })
            else { return nil }
            return finding(muteness, server, ends, place)
        }
    }

    /// Look-ups of which every question is answered with an ICMP error of this device's own, as no link and no neighbour causes it.
    ///
    /// The port that it says is closed is that of a resolver elsewhere, which never heard of it.
    func refusedQuestions(_ scene: Scene) -> [Finding] {
        scene.lookups.compactMap { lookup in
            guard lookup.fails, let icmp = lookup.ownWord, let server = lookup.evidence.routed.first?.server else {
                return nil
            }
            let failure = LocalFailure(
                lookup, server,
                because: """
                    a question to the resolver \(server) for \(lookup.host) is answered with \(icmp) by this device itself
                    """)
            let blame = blame(of: failure, scene.survey)
            guard blame != nil || icmp.meaning != .hostUnreachable else { return nil }
            let isLetOut = scene.letsOutQuestions(failure) != nil
            return finding(failure, blame == nil && isLetOut ? .possible : .certain, .rejected, blame)
        }
    }

    private func finding(
        _ muteness: Muteness, _ server: SocketAddress, _ ends: [Survey.Walked], _ place: RulePlace
    ) -> Finding {
        let failure = LocalFailure(
            muteness.lookup, server,
            because: "no answer of \(server) is heard when it is asked for \(muteness.lookup.host)")
        let culprit = Culprit(ends.compactMap(\.walk.untracked).first ?? place)
        let isAnswer = ends.contains(where: \.walk.packet.isAnswer)
        var finding = failure.finding(
            .hostOutputDropped, confidence: .certain,
            summary: isAnswer
                ? "This device's own firewall drops the answers to outgoing \(failure.noun): \(culprit)."
                : "This device's own firewall rejects outgoing \(failure.noun): \(culprit).",
            refutedBy: "\(server) answers a query over UDP while the rule is in force.")
        finding.location.culprit = culprit
        finding.evidence += ends.prefix(3).map { end(of: $0, at: place) }
        return finding
    }
}
