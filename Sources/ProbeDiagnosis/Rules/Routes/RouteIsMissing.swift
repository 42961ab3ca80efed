package import ProbeCore

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
                summary: "This device has no route to \(failure.target), so \(failure.description) cannot leave it.",
                refutedBy: "`ip route get \(failure.target)` names a route.")
        }
    }
}
