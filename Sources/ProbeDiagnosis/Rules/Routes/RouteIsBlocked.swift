package import ProbeCore

/// A route or policy rule of this device blocks the address: prohibit, blackhole or unreachable.
package struct RouteIsBlocked: Rule {
    package static let causes: [Cause] = [.routeBlocked]
    package static let explains: [Cause] = [.dnsTimeout, .dnsUDPBlocked] + LocalFailure.symptoms

    package init() {}

    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        LocalFailure.accounts(for: symptom, by: finding)
    }

    package func findings(in survey: Survey) -> [Finding] {
        LocalFailure.all(Set(kinds.keys), in: survey).map { failure in
            let kind = failure.error.flatMap { kinds[$0] } ?? "blocking"
            return failure.finding(
                .routeBlocked, confidence: .certain,
                summary: "A route or policy rule of the kind \(kind) on this device stops \(failure.description).",
                refutedBy: "`ip route get \(failure.target)` names an ordinary route.")
        }
    }

    /// What the kernel answers for each kind of route (ip-route(8)).
    private let kinds: [SystemError: String] = [
        "EACCES": "prohibit", "EINVAL": "blackhole", "EHOSTUNREACH": "unreachable",
    ]
}
