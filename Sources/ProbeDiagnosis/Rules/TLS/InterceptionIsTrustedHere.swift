import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The hub's chain verifies with this host's own store alone: the host gets through, the containers will not.
///
/// A parent's chain ends at a private root as it should: see `AuthorityIsUnknown`. Registries and the provisioning service are
/// spoken to from the host, so its store is right for them.
struct InterceptionIsTrustedHere: Rule {
    static let causes: [Cause] = [.tlsInterceptedTrusted]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ascent in
            guard ascent.endpoint.service == .hub, ascent.endpoint.host.isMicrosofts,
                let ladder = ascent.seen(HandshakeTLS.self),
                ladder.evidence.result == .completed, ladder.evidence.isTrustedByThisHostAlone,
                !ladder.evidence.isOutdatedInterception(by: scene.clock)
            else { return nil }
            let issuer: Sentence = ladder.evidence.topIssuer.map { "\($0)" } ?? "an unknown issuer"
            var finding = ascent.finding(
                .tlsInterceptedTrusted, owner: ascent.pathOwner, .certain,
                """
                TLS to \(ascent.endpoint.host) is intercepted with a root that this host trusts and containers do not \
                (\(issuer)).
                """,
                evidence: [
                    ladder.shows(
                        "the chain of \(ascent.place), issued by \(issuer), verifies with the host's own store"),
                    ladder.shows("the public roots do not know its root"),
                ],
                refutedBy: "The chain shown for \(ascent.endpoint.host) verifies with the public roots.")
            // It lets everything pass that it opens up: what fails directly is as the site wants it.
            if ascent.endpoint.via == .proxy { finding.explains = ClosedSite.symptoms(from: ascent.vantage, in: scene) }
            return finding
        }
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        finding.subject.via == .proxy
            ? ClosedSite.accounts(for: symptom, by: finding) : Scope(of: finding).contains(symptom)
    }
}
