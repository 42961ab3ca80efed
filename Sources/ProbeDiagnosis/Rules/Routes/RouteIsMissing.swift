import ProbeCore
import ProbeEvidence
import ProbeFindings

/// No route of this device leads to the address.
struct RouteIsMissing: Rule {
    static let causes: [Cause] = [.routeNone]
    static let explains: [Cause] = [.dnsTimeout, .dnsUDPBlocked, .ipv6Broken] + Symptoms.ofThisDevice

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        LocalFailure.all(["ENETUNREACH"], in: scene).filter { RouteIsBlocked.blame($0, scene) == nil }.map { failure in
            failure.finding(
                .routeNone, confidence: mayBeForbidden(failure, scene) ? .likely : .certain,
                summary: hasDefault(failure, scene) == false
                    ? """
                    This device has no route to \(failure.target), so \(failure.noun) cannot leave it: there is no default \
                    route.
                    """
                    : "This device has no route to \(failure.target), so \(failure.noun) cannot leave it.",
                refutedBy: "`ip route get \(failure.target)` names a route.")
        }
    }

    /// A rule that says unreachable gives the same error, and some select by what nobody knows of the packet; then the kernel
    /// may have named a route when it was asked about another one.
    private func mayBeForbidden(_ failure: LocalFailure, _ scene: Scene) -> Bool {
        guard failure.vantages == [.host] else { return false }
        let rules = scene.routes?.evidence.rules.filter { $0.action == .unreachable } ?? []
        return failure.addresses.contains { address in
            rules.contains { $0.matches(RoutedPacket(to: address)) != false }
                || scene.roads.taken(by: .host, to: address).map { $0.lookup.error == nil } ?? false
        }
    }

    /// Whether the host has a default route at all, where its routes are known.
    private func hasDefault(_ failure: LocalFailure, _ scene: Scene) -> Bool? {
        guard failure.vantages == [.host], let family = failure.addresses.first?.family else { return nil }
        return scene.routes.map { seen in
            seen.evidence.routes.contains { $0.destination.length == 0 && $0.destination.family == family }
        }
    }
}
