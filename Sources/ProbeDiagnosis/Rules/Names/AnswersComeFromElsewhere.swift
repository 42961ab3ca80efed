import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The resolver answers over UDP, from another address than the one that it was asked at: no client takes that.
struct AnswersComeFromElsewhere: Rule {
    static let causes: [Cause] = [.dnsOtherSource]
    static let explains: [Cause] = [.dnsUDPBlocked, .dnsTimeout, .dnsContainerBlocked]

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        // The engine's own resolver, which asks that one, has an address that says nothing.
        let isHandedOn =
            symptom.subject.resolver?.address.isLoopback == true
            && Set(symptom.vantages).isSubset(of: finding.vantages)
        return isHandedOn || Scope(of: finding).contains(symptom)
    }

    func findings(in scene: Scene) -> [Finding] {
        let mute = scene.mutenesses
        let heard = mute.compactMap { Heard($0, in: scene) }
        return mute.compactMap { muteness in
            let own = heard.first { $0.muteness.lookup.observation == muteness.lookup.observation }
            return (own ?? heard.first { $0.isMeant(by: muteness, in: scene) })?.finding(of: muteness)
        }
    }

    /// A silent resolver whose answer came from elsewhere.
    private struct Heard {
        let muteness: Muteness
        let seen: Survey.Seen<AskFromAnySource>
        let answer: AnswersFromAnySource.Answer

        init?(_ muteness: Muteness, in scene: Scene) {
            let lookup = muteness.lookup
            guard muteness.failure == .silent,
                let seen = scene.survey.seen(AskFromAnySource.self, about: Name(lookup.host), from: lookup.vantage),
                let answer = seen.evidence.answers.first(where: { answer in
                    answer.isFromElsewhere && muteness.servers.contains(answer.server)
                })
            else { return nil }
            self.muteness = muteness
            self.seen = seen
            self.answer = answer
        }

        /// Whether another look-up asked the same resolver: by the engine's own, or from behind this device's translation, which lets
        /// in no answer but that of the one who was asked.
        func isMeant(by other: Muteness, in scene: Scene) -> Bool {
            guard other.lookup.vantage != muteness.lookup.vantage else { return false }
            if other.servers.contains(answer.server) { return true }
            let origin = scene.survey.seen(DescribeVantage.self, from: other.lookup.vantage).first?.evidence
            return origin.map { $0.usesEngineResolver && $0.forwarders.contains(answer.server.address) } ?? false
        }

        /// About its own look-up, or about one that asked the same resolver.
        func finding(of silent: Muteness) -> Finding {
            let (asked, source) = (answer.server, answer.source)
            var finding = silent.finding(
                .dnsOtherSource, owner: muteness.owner, confidence: .certain,
                summary: asked.address == source.address
                    ? """
                    The resolver at \(asked) answers from port \(source.port) instead: clients take no answer from another port \
                    than the one that they asked.
                    """
                    : """
                    The resolver at \(asked.address) answers from \(source.address) instead: clients take no answer from another \
                    address than the one that they asked.
                    """,
                refutedBy: "\(asked) answers a query over UDP from \(asked).")
            finding.subject.resolver = asked
            finding.evidence.insert(
                seen.shows("a question to \(asked) is answered by \(source) in \(answer.latency)"), at: 0)
            return finding
        }
    }
}
