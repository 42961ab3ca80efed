import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A route or policy rule of this device blocks the address: prohibit, blackhole or unreachable.
struct RouteIsBlocked: Rule {
    static let causes: [Cause] = [.routeBlocked]
    static let explains: [Cause] = Symptoms.ofForwarding + Symptoms.ofThisDevice

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        let errors = Set(Self.kinds.keys).union(["ENETUNREACH"])
        return LocalFailure.all(errors, in: scene).compactMap { failure -> Finding? in
            let blame = Self.blame(failure, scene)
            // Without a rule that says so, there is no route.
            if blame == nil, failure.error == "ENETUNREACH" { return nil }
            // A neighbour that answered no ARP a moment ago fails the same way; the tables that were read say which it is.
            if blame == nil, failure.error == "EHOSTUNREACH", failure.vantages == [.host], scene.routes != nil {
                return nil
            }
            // Nor does a security module's denial come from a route.
            if blame == nil, failure.error == "EACCES", failure.vantages == [.host],
                failure.addresses.allSatisfy(scene.isOpenByRoutes)
            {
                return nil
            }
            // A security module forbids in the same way, where neither a route was found that does it nor the kernel names one.
            let isSure =
                blame != nil || failure.error != "EACCES" || failure.addresses.allSatisfy(scene.isForbiddenByRoutes)
            var finding = failure.finding(
                .routeBlocked, confidence: isSure ? .certain : .likely, summary: summary(failure, blame?.culprit),
                blame: blame,
                refutedBy: "`ip route get \(failure.target)` names an ordinary route.")
            for path in forwarded(failure, scene) {
                finding.vantages.append(path.vantage)
                finding.evidence += path.proofs
            }
            return finding
        } + others(scene)
    }

    /// Policy rules by user that lead this program's packets out, and none of a daemon's that needs the same.
    private func others(_ scene: Scene) -> [Finding] {
        let stopped = OtherSenders(in: scene).all.filter { other in
            other.walk.verdict == .passes && other.walk.way?.error != nil
                && OtherSenders.needs(other.walk.user, other.endpoint, other.walk.packet.port)
        }
        let rules = (scene.routes?.evidence.rules ?? []).filter { $0.users != nil }.sorted { $0.priority < $1.priority }
        return rules.compactMap { rule -> Finding? in
            let mine = stopped.filter { other in
                let packet = RoutedPacket(to: other.walk.packet.destination, user: other.walk.userNumber)
                return rules.first { $0.matches(packet) == true } == rule
            }
            guard let first = mine.first, let way = first.walk.way else { return nil }
            let users = mine.compactMap(\.walk.user).uniqued
            return Finding(
                .routeBlocked, .error, from: [.host], about: Finding.Subject(), owner: .device, confidence: .likely,
                summary: """
                    \(opening: "\(Culprit.policyRules([rule]))") on this device stops the packets of \(users), as whom the \
                    engine pulls images and IoT Edge asks the hub; this program's own packets get out.
                    """,
                location: Finding.Location(
                    kind: .thisDevice, culprit: .policyRules([rule]), text: "on this device, in its routes"),
                evidence: [
                    Finding.Proof(
                        first.observation, "for a packet of \(users) to \(way.destination) the kernel has \(way)")
                ],
                refutedBy: "A connection that the user opens, as with sudo -u, gets through while the rule is in force."
            )
        }
    }

    /// Containers whose packets to the same addresses the kernel refuses as well: they are told by ICMP, or by nothing.
    private func forwarded(
        _ failure: LocalFailure, _ scene: Scene
    ) -> [(vantage: Vantage, proofs: [Finding.Proof])] {
        guard failure.vantages == [.host] else { return [] }
        return scene.paths.compactMap { path in
            let refused = path.lookups.filter { road in
                failure.addresses.contains(road.lookup.destination)
                    && road.lookup.error.map { Self.kinds[$0] != nil } ?? (road.lookup.kind?.isBlocking ?? false)
            }
            guard !refused.isEmpty else { return nil }
            let proofs = refused.prefix(2).map { road in
                Finding.Proof(
                    road.observation,
                    "for a container's packet to \(road.lookup.destination) the kernel has \(road.lookup)")
            }
            return (path.vantage, proofs + path.silenceProofs)
        }
    }

    private func summary(_ failure: LocalFailure, _ culprit: Culprit?) -> Sentence {
        if let culprit { return "\(opening: "\(culprit)") on this device stops \(failure.noun)." }
        let kind = failure.error.flatMap { Self.kinds[$0] } ?? "blocking"
        return "A route or policy rule of the kind \(kind) on this device stops \(failure.noun)."
    }

    /// The rule or route that blocks, in the order in which the kernel asks: rules first, then the narrowest route.
    static func blame(_ failure: LocalFailure, _ scene: Scene) -> LocalFailure.Blame? {
        guard failure.vantages == [.host], let state = scene.routes, let address = failure.addresses.first else {
            return nil
        }
        let packet = RoutedPacket(to: address)
        let blocking: Set<RoutingRule.Action> = [.blackhole, .unreachable, .prohibit]
        for rule in state.evidence.rules.sorted(by: { $0.priority < $1.priority }) where rule.matches(packet) == true {
            if blocking.contains(rule.action),
                failure.addresses.allSatisfy({ rule.matches(RoutedPacket(to: $0)) == true })
            {
                return LocalFailure.Blame(culprit: .policyRules([rule]), proof: state.shows("ip rule: \(rule)"))
            }
            guard rule.action == .lookup else { continue }
            let narrowest = state.evidence.routes.filter {
                $0.table == rule.table && $0.kind != .throw && $0.destination.contains(address)
                    && $0.destination.length > rule.suppressedLength ?? -1
            }.max { ($0.destination.length, $1.metric ?? 0) < ($1.destination.length, $0.metric ?? 0) }
            guard let narrowest else { continue }
            guard narrowest.kind.isBlocking, failure.addresses.allSatisfy(narrowest.destination.contains) else {
                return nil
            }
            return LocalFailure.Blame(
                culprit: .blockingRoute(narrowest), proof: state.shows("ip route: \(narrowest)"))
        }
        return nil
    }

    /// What the kernel answers for each kind of route (ip-route(8)); to a rule that says unreachable, that there is none
    /// (`fib_rule_action`).
    private static let kinds: [SystemError: Term] = [
        "EACCES": "prohibit", "EINVAL": "blackhole", "EHOSTUNREACH": "unreachable",
    ]
}
