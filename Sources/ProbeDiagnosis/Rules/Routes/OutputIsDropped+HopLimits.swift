import ProbeCore
import ProbeEvidence
import ProbeFindings

extension OutputIsDropped {
    /// What leaves with a hop limit that is used up before it arrives: by the kernel's setting, or by a rule.
    func spent(_ scene: Scene) -> [Finding] {
        Extent.all(in: scene) { scene.spentLimit(of: $0) != nil }.compactMap { extent in
            guard let contact = extent.contacts.first, let why = scene.spentLimit(of: contact) else { return nil }
            return finding(
                LocalFailure(extent, proofs: extent.proofs { spentClause($0.remote, $1.icmp, $1.latency) }), why)
        } + spentQuestions(scene)
    }

    /// Questions to resolvers that the same setting keeps from arriving.
    private func spentQuestions(_ scene: Scene) -> [Finding] {
        guard let (settings, limit) = scene.smallHopLimit else { return [] }
        return scene.mutenesses.filter { $0.lookup.vantage == .host }.compactMap { muteness in
            guard let icmp = muteness.answer.icmp, icmp.meaning == .hopLimitExceeded, !icmp.offenderIsLocal,
                let server = muteness.servers.first, server.address.family == .v4
            else { return nil }
            let failure = LocalFailure(
                muteness.lookup, server, because: spentClause(server, icmp, muteness.answer.latency))
            return finding(failure, .setting(settings, limit: limit, needed: nil))
        }
    }

    private func spentClause(_ remote: SocketAddress, _ icmp: ICMPError?, _ latency: Seconds) -> Sentence {
        guard let icmp, let offender = icmp.offender else { return "no answer comes from \(remote)" }
        return "what is sent to \(remote) is answered with \(icmp) by \(offender) after \(latency)"
    }

    private func finding(_ failure: LocalFailure, _ why: SpentLimit) -> Finding {
        switch why {
        case .setting(let settings, let limit, let needed):
            var finding = failure.finding(
                .hostOutputDropped, confidence: needed == nil ? .likely : .certain,
                summary: """
                    This device's packets begin with a hop limit of \(limit), which is used up on the way: outgoing \(failure.noun) \
                    does not arrive.
                    """,
                refutedBy: "A connection to \(failure.target) opens while net.ipv4.ip_default_ttl is \(limit).")
            finding.location.culprit = .setting(.hopLimit)
            finding.evidence.append(settings.shows("net.ipv4.ip_default_ttl is \(limit)"))
            if let needed {
                finding.evidence.append(
                    settings.shows(control: "a SYN that is sent there with hop limit \(needed.limit) arrives"))
            }
            return finding
        case .rule(let walked, let limit):
            let proof: Sentence =
                limit.place.text.map { "a rule sets the hop limit of what is sent there: \($0)" }
                ?? "a rule sets the hop limit of what is sent there"
            return failure.finding(
                .hostOutputDropped, confidence: .certain,
                summary: """
                    A rule of this device sets the hop limit of outgoing \(failure.noun), which is used up on the way: \
                    \(Culprit(limit.place)).
                    """,
                blame: LocalFailure.Blame(
                    culprit: Culprit(limit.place), proof: Finding.Proof(walked.observation, proof)),
                refutedBy: "A connection to \(failure.target) opens while the rule is in force.")
        case .rewritten(let seen, let hop):
            // At which hop it stands, these answers do not tell.
            let router: Sentence = hop.address.map { "\($0)" } ?? "one router"
            var finding = failure.finding(
                .hostOutputDropped, confidence: .possible,
                summary: """
                    Whatever hop limit outgoing \(failure.noun) is sent with, \(router) gives it up: a rule of this device, or \
                    of the router before that, sets another one.
                    """,
                refutedBy: "A walk to \(failure.target) meets different routers for different hop limits.")
            finding.evidence.append(
                seen.shows("SYNs with different hop limits, from 1 on, are all answered by \(router)"))
            return finding
        }
    }
}
