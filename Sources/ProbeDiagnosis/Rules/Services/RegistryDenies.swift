import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The registry answers everything with 403: its own firewall keeps this site out, or its rights do.
///
/// Missing credentials are asked for with 401 (RFC 9110 section 15.5.2). Where the configuration has none for a private
/// registry, those of the deployment may still make a difference, and it is no more than a warning.
struct RegistryDenies: Rule {
    static let causes: [Cause] = [.registryDenied]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        denials(in: scene) + denialsOfDeployment(in: scene)
    }

    private func denials(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ascent in
            guard let registry = ascent.seen(RequestRegistry.self), registry.evidence.isRegistry,
                // Unless the device's own configuration has something to say, the deployment's images say it all.
                ascent.images == nil
                    || registry.evidence.isAccountOfDeployment == nil && registry.evidence.credentials != nil,
                RegistryRefusal(registry.evidence) == .denies
            else { return nil }
            let host = ascent.endpoint.host
            var finding = ascent.finding(
                .registryDenied, owner: host.isPublicRegistry ? ascent.pathOwner : .hubConfiguration,
                registry.evidence.wasComparedWithoutRepository ? .likely : .possible,
                registry.evidence.credentials == .sent
                    ? """
                    \(host) denies edgeAgent's image to the account that the configuration has for it (HTTP 403): the \
                    registry's rights or its own firewall keep it out.
                    """
                    : host.isPublicRegistry
                        ? "\(host) denies what it gives to everybody (HTTP 403): module images will not load."
                        : """
                        \(host) denies this gateway its images (HTTP 403): the registry's own firewall or its rights keep it \
                        out, which are not missing credentials (401).
                        """,
                evidence: Self.proofs(registry), refutedBy: "A pull from \(host) at this gateway succeeds.")
            let isDecided = host.isPublicRegistry || registry.evidence.isAskedAsTheDeployment
            let worst = isDecided ? ascent.gravest : .warning
            finding.severity = scene.survey.pullsOtherwise(ascent) ? .info : worst
            return finding
        }
    }

    private static func proofs(_ registry: Survey.Seen<RequestRegistry>) -> [Finding.Proof] {
        let evidence = registry.evidence
        if evidence.isDeniedAtOnce {
            return [registry.shows("HTTP 403 to the first request, which names no repository, and without a challenge")]
        }
        if evidence.credentials == .sent, evidence.unscopedStatus.map((200..<300).contains) ?? false {
            return [
                registry.shows("the registry takes the configuration's credentials, and denies the image with HTTP 403")
            ]
        }
        if evidence.tokenStatus == 403 {
            return [
                registry.shows("the registry's challenge is answered, and its token service says HTTP 403"),
                evidence.unscopedStatus.map {
                    registry.shows("a token for no repository at all is answered with HTTP \($0)")
                },
            ].compactMap(\.self)
        }
        return [
            registry.shows("the registry answers its first request, and denies a manifest with HTTP 403"),
            evidence.unscopedStatus.map { registry.shows("what names no repository is answered with HTTP \($0)") },
        ].compactMap(\.self)
    }
}

extension RegistryEvidence {
    /// What names no repository was denied as well.
    fileprivate var wasComparedWithoutRepository: Bool { isDeniedAtOnce || unscopedStatus != nil }
}
