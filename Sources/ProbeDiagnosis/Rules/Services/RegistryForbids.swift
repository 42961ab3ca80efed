import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The registry answers and asks for credentials that neither this tool nor the device's configuration has.
///
/// A private registry has every right to; the deployment brings its credentials. Microsoft's public registry never does,
/// so there it is a fault.
struct RegistryForbids: Rule {
    static let causes: [Cause] = [.registryForbidden]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        refusalsOfCredentials(in: scene) + demands(in: scene) + refusalsOfDeployment(in: scene)
    }

    private func demands(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ascent in
            guard ascent.images == nil, let registry = ascent.seen(RequestRegistry.self), registry.evidence.isRegistry,
                case .wantsCredentials(let status) = RegistryRefusal(registry.evidence)
            else { return nil }
            let isPublic = ascent.endpoint.host.isPublicRegistry
            let isGiven = scene.survey.deployment?.evidence.account(at: ascent.endpoint.registry)?.state == .given
            var finding = ascent.finding(
                .registryForbidden, owner: isPublic ? ascent.pathOwner : .hubConfiguration,
                isPublic ? .likely : .certain,
                isPublic
                    ? """
                    \(ascent.endpoint.host) refuses what it gives to everybody (HTTP \(status)): module images \
                    will not load.
                    """
                    : isGiven
                        ? """
                        \(ascent.endpoint.host) gives nothing without credentials (HTTP \(status)); the deployment has some, \
                        and no image there that they could be tried with.
                        """
                        : """
                        \(ascent.endpoint.host) gives nothing without credentials (HTTP \(status)); the deployment has to \
                        carry them.
                        """,
                evidence: [registry.shows("HTTP \(status) after the registry's own challenge")],
                refutedBy: "A pull with the deployment's credentials succeeds.")
            finding.severity = isPublic && !scene.survey.pullsOtherwise(ascent) ? ascent.gravest : .info
            return finding
        }
    }
}

extension Survey {
    /// Whether the same registry gives its images on the other way, past the proxy or through it, or another one gives them.
    func pullsOtherwise(_ ascent: Ascent) -> Bool {
        guard !ascent.isPulledElsewhere else { return true }
        let other = ascent.endpoint.through(ascent.endpoint.via == .proxy ? .direct : .proxy)
        return seen(ReachDataEndpoint.self, about: other, from: ascent.vantage)?.evidence.handshake?.isVerified ?? false
    }
}
