package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// No route of this device leads to the address.
package struct RouteIsMissing: Rule {
    package static let causes: [Cause] = [.routeNone]
    package static let explains: [Cause] = [.dnsTimeout, .dnsUDPBlocked, .ipv6Broken] + LocalFailure.symptoms

    package init() {}

    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        LocalFailure.accounts(for: symptom, by: finding)
    }

    package func findings(in survey: Survey) -> [Finding] {
        LocalFailure.all(["ENETUNREACH"], in: survey).map { failure in
            failure.finding(
                .routeNone, confidence: .certain,
                summary: "This device has no route to \(failure.target), so \(failure.description) cannot leave it"
                    + (hasDefault(failure, survey) == false ? ": there is no default route." : "."),
                refutedBy: "`ip route get \(failure.target)` names a route.")
        }
    }

    /// Whether the host has a default route at all, where its routes are known.
    private func hasDefault(_ failure: LocalFailure, _ survey: Survey) -> Bool? {
        guard failure.vantages == [.host], let family = failure.addresses.first?.family else { return nil }
        return survey.seen(ReadRoutes.self, from: .host).first.map { seen in
            seen.evidence.routes.contains { $0.destination.length == 0 && $0.destination.family == family }
        }
    }
}
