package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// A route or policy rule of this device blocks the address: prohibit, blackhole or unreachable.
package struct RouteIsBlocked: Rule {
    package static let causes: [Cause] = [.routeBlocked]
    package static let explains: [Cause] = [.dnsTimeout, .dnsUDPBlocked] + LocalFailure.symptoms

    package init() {}

    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        LocalFailure.accounts(for: symptom, by: finding)
    }

    package func findings(in survey: Survey) -> [Finding] {
        LocalFailure.all(Set(kinds.keys), in: survey).compactMap { failure -> Finding? in
            let kind = failure.error.flatMap { kinds[$0] } ?? "blocking"
            let culprit = culprit(failure, survey)
            // A neighbour that answered no ARP a moment ago fails the same way; the tables that were read say which it is.
            if culprit == nil, failure.error == "EHOSTUNREACH", failure.vantages == [.host],
                !survey.seen(ReadRoutes.self, from: .host).isEmpty
            {
                return nil
            }
            return failure.finding(
                .routeBlocked, confidence: .certain,
                summary: (culprit.map { "\($0.rule.prefix(1).uppercased() + $0.rule.dropFirst())" }
                    ?? "A route or policy rule of the kind \(kind)") + " on this device stops \(failure.description).",
                culprit: culprit,
                refutedBy: "`ip route get \(failure.target)` names an ordinary route.")
        }
    }

    /// The rule or route that blocks, in the order in which the kernel asks: rules first, then the narrowest route.
    private func culprit(_ failure: LocalFailure, _ survey: Survey) -> LocalFailure.Culprit? {
        guard failure.vantages == [.host], let state = survey.seen(ReadRoutes.self, from: .host).first,
            let address = failure.addresses.first
        else { return nil }
        let packet = RoutedPacket(to: address)
        let blocking: Set<RoutingRule.Action> = [.blackhole, .unreachable, .prohibit]
        for rule in state.evidence.rules.sorted(by: { $0.priority < $1.priority }) where rule.matches(packet) == true {
            if blocking.contains(rule.action),
                failure.addresses.allSatisfy({ rule.matches(RoutedPacket(to: $0)) == true })
            {
                return LocalFailure.Culprit(rule: "the policy rule \"\(rule)\"", proof: state.shows("ip rule: \(rule)"))
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
            return LocalFailure.Culprit(rule: "the route \(narrowest)", proof: state.shows("ip route: \(narrowest)"))
        }
        return nil
    }

    /// What the kernel answers for each kind of route (ip-route(8)).
    private let kinds: [SystemError: String] = [
        "EACCES": "prohibit", "EINVAL": "blackhole", "EHOSTUNREACH": "unreachable",
    ]
}
