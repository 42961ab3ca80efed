package import ProbeCore

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
            finding(LocalFailure(extent, in: survey, extent.proofs(clause)), .certain, "drops")
        }
        let rejected = Extent.all(in: survey) { $0.isRejectedHere && !$0.isUnresolvedNeighbour }.map { extent in
            finding(LocalFailure(extent, in: survey, extent.proofs(clause)), .certain, "rejects")
        }
        // sendto() fails with EPERM for a dropping rule and for a cgroup's policy alike.
        let silenced = LocalFailure.resolvers(["EPERM"], in: survey).map { finding($0, .likely, "drops") }
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

    private func finding(_ failure: LocalFailure, _ confidence: Finding.Confidence, _ verb: String) -> Finding {
        failure.finding(
            .hostOutputDropped, confidence: confidence,
            summary: "This device's own firewall \(verb) outgoing \(failure.description).",
            refutedBy: "No rule in the device's output chains (`nft list ruleset`) matches \(failure.target).")
    }
}

extension Contact {
    fileprivate var isRejectedHere: Bool {
        guard case .rejected(let icmp) = result else { return false }
        return icmp.offenderIsLocal
    }
}
