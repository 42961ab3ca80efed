import ProbeCore
import ProbeEvidence
import ProbeFindings

/// An IPsec policy of this device forbids packets, or wants them protected where nothing does.
struct IPsecTakesPackets: Rule {
    static let causes: [Cause] = [.hostPolicyDenied]
    static let explains: [Cause] =
        [.tcpDroppedAll, .tcpDroppedIP, .tcpDroppedPort, .dnsTimeout, .dnsUDPBlocked, .routeDeadDefault]
        + Symptoms.ofThisDevice

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        Self.counted(in: scene).flatMap { counted -> [Finding] in
            guard let tried = counted.seen.evidence.remote?.address else { return [] }
            // Whether a policy takes what goes another way as well, was not tried.
            return LocalFailure.silent(in: scene, withContainers: true) { address in
                address == tried || scene.roads.areOne(from: .host, to: address, tried, in: scene.survey) ?? true
            }.map(counted.finding)
        }
    }

    static func counted(in scene: Scene) -> [Counted] {
        scene.survey.seen(CountLosses.self, from: .host).compactMap { seen in
            seen.evidence.rises.first { $0.counter.isOfIPsec && $0.own * 2 >= seen.evidence.connections }.map {
                Counted(rise: $0, seen: seen)
            }
        }
    }

    /// A counter of the kernel's IPsec that rose with the connections that were tried for it.
    struct Counted {
        let rise: LossCount.Rise
        let seen: Survey.Seen<CountLosses>

        func finding(_ failure: LocalFailure) -> Finding {
            let isSure = rise.own >= seen.evidence.connections && rise.idle == 0
            var finding = failure.finding(
                .hostPolicyDenied, confidence: isSure ? .certain : .likely,
                summary: rise.counter.isInbound
                    ? """
                    An IPsec policy of this device throws away the answers to outgoing \(failure.noun) (\(term: Term(rise.counter))).
                    """
                    : """
                    An IPsec policy of this device holds back outgoing \(failure.noun) (\(term: Term(rise.counter))).
                    """,
                refutedBy: "`ip xfrm policy` shows no policy that covers \(failure.target).")
            finding.location.culprit = .ipsecPolicies
            finding.evidence.append(rise.proof(seen))
            return finding
        }
    }
}

extension LossCount.Rise {
    /// What a counter says of the connections that were tried for it.
    func proof(_ seen: Survey.Seen<CountLosses>) -> Finding.Proof {
        let name = Term(counter)
        let remote: SentenceArgument = seen.evidence.remote.map { .socket($0) } ?? .worded("it", .term)
        return seen.shows(
            """
            while \(seen.evidence.connections, .syn) went to \(remote), \(term: name) rose by \(trying); in as long a time \
            without, by \(idle)
            """)
    }
}
