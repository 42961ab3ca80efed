import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The registry answers, and gives no more for a while (HTTP 429): too much was pulled from this address, or by this account.
///
/// It passes by itself; what the registry would give then was not seen.
struct RegistryLimits: Rule {
    static let causes: [Cause] = [.registryLimited]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ascent in
            let proofs = [proof(ascent.seen(RequestRegistry.self)), proof(ascent.images)].compactMap(\.self)
            guard !proofs.isEmpty, ascent.seen(RequestRegistry.self)?.evidence.isRegistry ?? false else { return nil }
            let host = ascent.endpoint.host
            var finding = ascent.finding(
                .registryLimited, owner: host.isPublicRegistry ? .cloud : .hubConfiguration,
                ascent.seen(HandshakeTLS.self)?.evidence.isVerified ?? false ? .certain : .likely,
                """
                \(host) is reached, and gives no more images for a while (HTTP 429): too many were pulled from this address, or by \
                this account.
                """,
                evidence: proofs, refutedBy: "\(host) gives a token and a manifest.")
            finding.severity = scene.survey.pullsOtherwise(ascent) ? .info : min(ascent.gravest, .warning)
            return finding
        }
    }

    private func proof(_ registry: Survey.Seen<RequestRegistry>?) -> Finding.Proof? {
        guard let registry, registry.evidence.isLimited else { return nil }
        if registry.evidence.tokenStatus == 429 {
            return registry.shows("the registry's token service answers with HTTP 429, too many requests")
        }
        return registry.evidence.authorizedStatus == 429
            ? registry.shows(
                "the registry answers its first request, and one for a manifest with HTTP 429, too many requests")
            : registry.shows("the registry answers with HTTP 429, too many requests")
    }

    private func proof(_ images: Survey.Seen<RequestImages>?) -> Finding.Proof? {
        guard let images else { return nil }
        let limited = images.evidence.images.filter { [$0.tokenStatus, $0.status, $0.chosenStatus].contains(429) }
        guard let first = limited.first else { return nil }
        return images.shows("\(first.repository) of the deployment is answered with HTTP 429, too many requests")
    }
}
