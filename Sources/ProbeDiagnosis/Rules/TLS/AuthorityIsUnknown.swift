import ProbeCore
import ProbeEvidence
import ProbeFindings

/// One service's chain ends at a root that is not known here, while other services verify.
///
/// Also where the host's own store lacks a public root: the engine and the identity service judge by that store.
struct AuthorityIsUnknown: Rule {
    static let causes: [Cause] = [.tlsUnknownCA]
    static let explains: [Cause] = []

    func findings(in survey: Survey) -> [Finding] {
        survey.vantages.flatMap { unknown(from: $0, in: survey) } + survey.ascents.compactMap(missingInTheStore)
    }

    private func unknown(from vantage: Vantage, in survey: Survey) -> [Finding] {
        let comparison = ChainComparison(from: vantage, in: survey)
        guard case .unknownAuthority(let confidence, let why) = comparison.conclusion else { return [] }
        return comparison.unknown.map { shown in
            shown.ascent.finding(
                .tlsUnknownCA, owner: .device, confidence,
                "The chain of \(shown.ascent.endpoint.host) ends at a root that this device does not know; \(why).",
                evidence: [shown.proof] + comparison.known.prefix(1).map(\.proof),
                refutedBy: "The chain verifies once its root is given with --ca-file.")
        }
    }

    private func missingInTheStore(_ ascent: Ascent) -> Finding? {
        guard ascent.isJudgedByTheHost, let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.isVerified,
            !ladder.evidence.isTrustedByThisHost
        else { return nil }
        var finding = ascent.finding(
            .tlsUnknownCA, owner: .device, .certain,
            "This host's certificate store lacks the public root of \(ascent.endpoint.host).",
            evidence: [ladder.shows("the chain verifies with the public roots, and not with the host's own store")],
            refutedBy: "The chain verifies with the host's own store, once its CA certificates are up to date.")
        finding.severity = .error
        return finding
    }
}

extension Handshake {
    /// What software on the host makes of the chain; true where its store was not asked.
    var isTrustedByThisHost: Bool {
        guard let system = verification(by: .system) else { return true }
        return system.isTrustedIgnoringDates || (verification(by: .given)?.isTrustedIgnoringDates ?? false)
    }
}

extension Ascent {
    /// The identity service and the engine run on the host and trust what it trusts.
    fileprivate var isJudgedByTheHost: Bool {
        vantage == .host && endpoint.transport == .https && (endpoint.service != .dps)
    }
}
