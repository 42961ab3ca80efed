import ProbeCore
import ProbeEvidence
import ProbeFindings

/// One service's chain ends at a root that is not known here, while other services verify.
///
/// Also where the host's own store lacks a public root: the engine and the identity service judge by that store.
struct AuthorityIsUnknown: Rule {
    static let causes: [Cause] = [.tlsUnknownCA]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.flatMap { unknown(among: scene.chains(from: $0)) } + scene.ascents.compactMap(missingInTheStore)
    }

    private func unknown(among comparison: ChainComparison) -> [Finding] {
        guard case .unknownAuthority(let confidence, let why) = comparison.conclusion else { return [] }
        return comparison.unknown.map { shown in
            shown.ascent.finding(
                .tlsUnknownCA, owner: .device, confidence,
                "The chain of \(shown.ascent.endpoint.host) ends at a root that this device does not know; \(why).",
                evidence: [shown.proof] + comparison.known.prefix(1).map(\.controlProof),
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

extension ChainComparison.Shown {
    /// The chain as one that others were held against.
    var controlProof: Finding.Proof { Finding.Proof(proof.observation, proof.shows, .control) }
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
