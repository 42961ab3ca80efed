package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// A rule of this device's own firewall stops what it sends.
package struct OutputIsDropped: Rule {
    package static let causes: [Cause] = [.hostOutputDropped]
    package static let explains: [Cause] =
        [
            .tcpDroppedPort, .tcpDroppedIP, .tcpDroppedAll, .tcpRefused, .tcpRejectedICMP, .dnsTimeout, .dnsUDPBlocked,
            .dnsPortRefused,
        ] + LocalFailure.symptoms

    package init() {}

    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        LocalFailure.accounts(for: symptom, by: finding)
    }

    package func findings(in survey: Survey) -> [Finding] {
        let dropped = Extent.all(in: survey) { $0.result == .droppedLocally }.map { extent in
            finding(LocalFailure(extent, in: survey, extent.proofs(clause)), .certain, "drops", culprit(extent, survey))
        }
        let rejected = Extent.all(in: survey) { $0.isRejectedHere && !$0.isUnresolvedNeighbour }.map { extent in
            finding(
                LocalFailure(extent, in: survey, extent.proofs(clause)), .certain, "rejects", culprit(extent, survey))
        }
        // sendto() fails with EPERM for a dropping rule and for a cgroup's policy alike; the rules tell them apart.
        let silenced = LocalFailure.resolvers(["EPERM"], in: survey).map { failure in
            let culprit = culprit(of: failure, survey)
            return finding(failure, culprit == nil ? .likely : .certain, "drops", culprit)
        }
        return dropped + rejected + silenced
    }

    private func clause(_ contact: Contact, _ attempt: ConnectAttempt) -> String {
        if let icmp = attempt.icmp {
            return "connecting to \(contact.remote) is answered with ICMP \(icmp.type)/\(icmp.code) by "
                + "\(icmp.offender.map { "\($0)" } ?? "an address"), this device's own, after \(attempt.latency)"
        }
        let counted =
            "\(attempt.tcp?.retransmissions ?? 0) SYN retransmission(s) to \(contact.remote), none of them in flight, "
            + "while TCPRetransFail rose by \(attempt.locallyDroppedRetransmissions ?? 0): this device dropped them"
        let told = "no answer to SYNs to \(contact.remote), and a UDP datagram there fails with EPERM at once"
        return attempt.hasCountedLocalDrop ? counted : told
    }

    /// The rule that stops the host's own packets to a group of contacts, the same for all of them.
    private func culprit(_ extent: Extent, _ survey: Survey) -> LocalFailure.Culprit? {
        guard extent.vantages == [.host] else { return nil }
        let walks = survey.seen(WalkRules.self, from: .host).flatMap { seen in
            seen.evidence.walks.filter { walk in
                walk.origin == .host && extent.contacts.contains { $0.remote == walk.remote }
            }.map { (seen.index, $0) }
        }
        return culprit(walks)
    }

    private func culprit(of failure: LocalFailure, _ survey: Survey) -> LocalFailure.Culprit? {
        guard failure.vantages == [.host], let resolver = failure.subject.resolver else { return nil }
        let walks = survey.seen(WalkRulesToResolvers.self, from: .host).flatMap { seen in
            seen.evidence.walks.filter { $0.origin == .host && $0.remote == resolver && $0.packet.network == .udp }
                .map { (seen.index, $0) }
        }
        return culprit(walks)
    }

    private func culprit(_ walks: [(observation: Int, walk: PacketWalk)]) -> LocalFailure.Culprit? {
        let stopped = walks.filter { $0.walk.verdict == .dropped || $0.walk.verdict == .rejected }
        guard let first = stopped.first, let place = first.walk.place,
            stopped.allSatisfy({ $0.walk.place == place })
        else { return nil }
        return LocalFailure.Culprit(
            rule: "\(place)",
            proof: Finding.Proof(
                first.observation,
                "an outgoing packet to \(first.walk.remote.map { "\($0)" } ?? "it") ends at \(place)"
                    + (place.text.map { ": \($0)" } ?? "")))
    }

    private func finding(
        _ failure: LocalFailure, _ confidence: Finding.Confidence, _ verb: String, _ culprit: LocalFailure.Culprit?
    ) -> Finding {
        failure.finding(
            .hostOutputDropped, confidence: confidence,
            summary: "This device's own firewall \(verb) outgoing \(failure.description)"
                + (culprit.map { ": \($0.rule)." } ?? "."),
            culprit: culprit,
            refutedBy: "No rule in the device's output chains (`nft list ruleset`) matches \(failure.target).")
    }
}

extension Contact {
    fileprivate var isRejectedHere: Bool {
        guard case .rejected(let icmp) = result else { return false }
        return icmp.offenderIsLocal
    }
}
