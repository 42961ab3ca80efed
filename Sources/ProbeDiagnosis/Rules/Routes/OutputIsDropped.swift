import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A rule of this device's own firewall stops what it sends.
struct OutputIsDropped: Rule {
    static let causes: [Cause] = [.hostOutputDropped]
    static let explains: [Cause] =
        [
            .tcpDroppedPort, .tcpDroppedIP, .tcpDroppedAll, .tcpRefused, .tcpResetByMiddlebox, .tcpRejectedICMP,
            .dnsTimeout,
            .dnsUDPBlocked, .dnsPortRefused,
        ] + Symptoms.ofThisDevice

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        // A dropping rule, a control group's policy and a filter of the link lose packets alike; the rules tell them apart.
        let dropped = Extent.all(in: scene) { $0.result == .droppedLocally }.compactMap { extent in
            let failure = LocalFailure(extent, proofs: extent.proofs(clause))
            return stopped(failure, blame(extent, scene.survey), isLetOut: scene.letsOut(extent) != nil, scene)
        }
        let rejected = Extent.all(in: scene) { scene.ownWord(on: $0) == .rule }.map { extent in
            let blame = blame(extent, scene.survey)
            let mayBeLink = extent.contacts.contains(where: \.isUnreachableHere)
            let confidence: Finding.Confidence =
                blame != nil
                ? .certain : scene.letsOut(extent) != nil ? .possible : mayBeLink ? .likely : .certain
            return finding(LocalFailure(extent, proofs: extent.proofs(clause)), confidence, .rejected, blame)
        }
        let silenced = LocalFailure.resolvers(["EPERM"], in: scene).compactMap { failure in
            stopped(
                failure, blame(of: failure, scene.survey), isLetOut: scene.letsOutQuestions(failure) != nil, scene)
        }
        return dropped + rejected + resetHere(scene) + silenced + unheard(scene) + untold(scene) + unanswered(scene)
            + refusedQuestions(scene) + heldBack(scene) + astray(scene) + unasked(scene) + others(scene) + spent(scene)
    }

    /// Nothing where the rules that were read let it out: then something else of this device stops it.
    private func stopped(
        _ failure: LocalFailure, _ blame: LocalFailure.Blame?, isLetOut: Bool, _ scene: Scene
    ) -> Finding? {
        if let blame { return finding(failure, .certain, .dropped, blame) }
        return fullTable(failure, scene) ?? (isLetOut ? nil : finding(failure, .likely, .dropped, nil))
    }

    /// Connections of the host that a rule of its own answers with a reset, as a server without a listener would.
    private func resetHere(_ scene: Scene) -> [Finding] {
        let walks = scene.survey.walksToServices.filter { _, walk in
            walk.leavesHost && walk.verdict == .rejected
        }
        let contacts = scene.contacts(from: .host)
        let refused = contacts.filter { contact in
            contact.result == .refused && walks.contains { $0.walk.remote == contact.remote }
        }
        return Extent.all(of: refused, among: contacts).map { extent in
            let failure = LocalFailure(
                extent,
                proofs: extent.proofs { contact, attempt in
                    "connecting to \(contact.remote) is answered with RST after \(attempt.latency)"
                })
            return finding(failure, .certain, .rejected, blame(extent, scene.survey))
        }
    }

    // MARK: Answers

    /// Connections of the host that stay silent because a rule of its own stops what is answered or, below the IP
    /// layer, what is sent.
    private func unheard(_ scene: Scene) -> [Finding] {
        let walks = scene.survey.walksToServices.filter { _, walk in
            walk.origin == .host && (walk.packet.isAnswer || walk.place?.isBelow ?? false)
                && walk.isStopped
        }
        let places = walks.compactMap(\.walk.place).uniqued
        return places.flatMap { place -> [Finding] in
            let stopped = walks.filter { $0.walk.place == place }
            let contacts = scene.contacts(from: .host)
            let silent = contacts.filter { contact in
                contact.result == .silent && stopped.contains { $0.walk.remote == contact.remote }
            }
            return Extent.all(of: silent, among: contacts).map { extent in
                let failure = LocalFailure(
                    extent,
                    proofs: extent.proofs { contact, _ in "no answer to SYNs to \(contact.remote) is heard" })
                // Where the packet was not tracked, its answer is nobody's: that rule is at fault, and not the one that says so.
                let culprit = Culprit(stopped.compactMap(\.walk.untracked).first ?? place)
                let ends = stopped.prefix(3).map { end(of: $0, at: place) }
                let isAnswer = stopped.contains(where: \.walk.packet.isAnswer)
                var finding = failure.finding(
                    .hostOutputDropped, confidence: .certain,
                    summary: isAnswer
                        ? "This device's own firewall drops the answers to outgoing \(failure.noun): \(culprit)."
                        : "This device's own firewall drops outgoing \(failure.noun): \(culprit).",
                    refutedBy: """
                        A connection to \(failure.target) opens while the rule is in force.
                        """)
                finding.location.culprit = culprit
                finding.evidence += ends
                return finding
            }
        }
    }

    /// Connections of the host whose packets were traced on their way out, and never left: a queue that nobody reads has them, or a
    /// rule that no counter tells of.
    private func untold(_ scene: Scene) -> [Finding] {
        let traces = scene.survey.seen(TracePackets.self, from: .host).map(\.index)
        let walks = scene.survey.walksToServices.filter { observation, walk in
            walk.leavesHost && walk.verdict == .dropped && traces.contains(observation)
        }
        let contacts = scene.contacts(from: .host)
        let silent = contacts.filter { contact in
            contact.result == .silent && walks.contains { $0.walk.remote == contact.remote }
        }
        return Extent.all(of: silent, among: contacts).map { extent in
            let failure = LocalFailure(
                extent, proofs: extent.proofs { contact, _ in "SYNs to \(contact.remote) were sent, and none left" })
            return finding(failure, .certain, .dropped, blame(extent, scene.survey))
        }
    }

    // MARK: What goes out

    func clause(_ contact: Contact, _ attempt: ConnectAttempt) -> Sentence {
        if let icmp = attempt.icmp {
            guard let offender = icmp.offender else {
                return """
                    connecting to \(contact.remote) is answered with \(icmp) by an address, this device's own, after \
                    \(attempt.latency)
                    """
            }
            return """
                connecting to \(contact.remote) is answered with \(icmp) by \(offender), this device's own, after \
                \(attempt.latency)
                """
        }
        return attempt.hasCountedLocalDrop
            ? """
            \(attempt.tcp?.retransmissions ?? 0) SYN retransmission(s) to \(contact.remote), none of them in flight, while \
            TCPRetransFail rose by \(attempt.locallyDroppedRetransmissions ?? 0): this device dropped them
            """
            : "no answer to SYNs to \(contact.remote), and a UDP datagram there fails with EPERM at once"
    }

    /// The rule that stops the host's own packets to a group of contacts, the same for all of them.
    func blame(_ extent: Extent, _ survey: Survey) -> LocalFailure.Blame? {
        guard extent.vantages == [.host] else { return nil }
        return blame(
            survey.walksToServices.filter { _, walk in
                walk.leavesHost && extent.contacts.contains { $0.remote == walk.remote }
            })
    }

    func blame(of failure: LocalFailure, _ survey: Survey) -> LocalFailure.Blame? {
        guard failure.vantages == [.host], let resolver = failure.subject.resolver else { return nil }
        return blame(
            survey.walksToResolvers.filter { _, walk in
                walk.leavesHost && walk.remote == resolver && walk.packet.network == .udp
            })
    }

    private func blame(_ walks: [(observation: Int, walk: PacketWalk)]) -> LocalFailure.Blame? {
        let stopped = walks.filter { $0.walk.verdict == .dropped || $0.walk.verdict == .rejected }
        guard let first = stopped.first, let place = first.walk.place,
            stopped.allSatisfy({ $0.walk.place == place })
        else { return nil }
        return LocalFailure.Blame(culprit: Culprit(place), proof: end(of: first, at: place))
    }

    /// A packet, or the answer to one, as the walk through the rules saw it end.
    func end(of walked: Survey.Walked, at place: RulePlace) -> Finding.Proof {
        let remote: SentenceArgument = walked.walk.remote.map { .socket($0) } ?? .worded("it", .term)
        let shows: Sentence =
            walked.walk.packet.isAnswer
            ? "an answer from \(remote) ends at \(place)" : "an outgoing packet to \(remote) ends at \(place)"
        return Finding.Proof(walked.observation, place.text.map { "\(shows): \($0)" } ?? shows)
    }

    func finding(
        _ failure: LocalFailure, _ confidence: Finding.Confidence, _ verdict: PacketWalk.Verdict,
        _ blame: LocalFailure.Blame?
    ) -> Finding {
        failure.finding(
            .hostOutputDropped, confidence: confidence, summary: summary(failure, verdict, blame?.culprit),
            blame: blame,
            refutedBy: "No rule in the device's output chains (`nft list ruleset`) matches \(failure.target).")
    }

    private func summary(_ failure: LocalFailure, _ verdict: PacketWalk.Verdict, _ culprit: Culprit?) -> Sentence {
        switch (verdict, culprit) {
        case (.rejected, let culprit?): "This device's own firewall rejects outgoing \(failure.noun): \(culprit)."
        case (.rejected, nil): "This device's own firewall rejects outgoing \(failure.noun)."
        case (_, let culprit?): "This device's own firewall drops outgoing \(failure.noun): \(culprit)."
        case (_, nil): "This device's own firewall drops outgoing \(failure.noun)."
        }
    }
}
