import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The registry has no image of a name that the deployment names.
struct ImageIsMissing: Rule {
    static let causes: [Cause] = [.deploymentImageMissing]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        DeployedImages.all(in: scene) { $0 == .missing }.map { group in
            // Some registries say of an image that an account may not see that there is none.
            let isKnown = group.images.allSatisfy { $0.problem == .manifestUnknown || group.host.isPublicRegistry }
            return group.finding(
                .deploymentImageMissing, isKnown ? .certain : .likely,
                group.images.count == 1
                    ? "There is no image \(group.names) at its registry (HTTP 404): \(group.modules) will not start."
                    : "There are no images \(group.names) at their registry (HTTP 404): \(group.modules) will not start.",
                evidence: group.proofs { image in
                    image.problem.map { "HTTP 404 to \(group.name(image)), with the code \(LocalText($0.rawValue))" }
                        ?? "HTTP 404 to \(group.name(image))"
                },
                refutedBy: "`docker pull` finds an image of that name.", in: scene.survey)
        } + ofTheConfiguration(in: scene) + refused(in: scene)
    }

    /// edgeAgent's image, as this device's own configuration names it.
    private func ofTheConfiguration(in scene: Scene) -> [Finding] {
        guard let seen = scene.survey.seen(ReadConfiguration.self).first, let agent = seen.evidence.agentImage,
            let registry = agent.image.registry, let repository = agent.image.repository,
            let reference = agent.image.reference
        else { return [] }
        return scene.ascents.compactMap { ascent in
            guard ascent.endpoint.service == .registry, ascent.endpoint.registry == registry,
                !ascent.isSparedByAnother, let asked = ascent.seen(RequestRegistry.self),
                asked.evidence.isConfiguredImage ?? false, asked.evidence.authorizedStatus == 404
            else { return nil }
            let separator = reference.description.contains(":") ? "@" : ":"
            let name = Sentence(verbatim: "\(registry)/\(repository)\(separator)\(reference)")
            var finding = ascent.finding(
                .deploymentImageMissing, owner: .device, registry.host.isPublicRegistry ? .certain : .likely,
                "There is no image \(name) at its registry (HTTP 404), which this device's configuration has edgeAgent come from.",
                evidence: [asked.shows("HTTP 404 to \(name)")],
                refutedBy: "`docker pull` finds an image of that name.")
            // Where the deployment wants another image of edgeAgent, this one is what fetches it.
            finding.severity = .error
            finding.location = Finding.Location(
                kind: .thisDevice, culprit: .file(agent.file, line: agent.image.line),
                text: agent.image.line.map { "in \(agent.file), line \($0)" } ?? "in \(agent.file)")
            return finding
        }
    }

    /// Images of the deployment that have no name which an engine takes: nobody has to be asked for them.
    private func refused(in scene: Scene) -> [Finding] {
        guard let deployment = scene.survey.deployment else { return [] }
        let modules = deployment.evidence.running.filter { $0.image?.state == .refused }
        guard let first = modules.first else { return [] }
        let names = modules.map(\.name)
        return [
            Finding(
                .deploymentImageMissing, .error, from: [deployment.vantage], about: Finding.Subject(),
                owner: .hubConfiguration, confidence: .certain,
                summary:
                    "The deployment gives \(names.prefix(8)) an image with a name that no engine takes: it will not start.",
                location: scene.survey.place(
                    inDeployment: first.image?.line, .ofModule(first.name, .image)),
                evidence: modules.prefix(8).map { module in
                    deployment.shows("the image of \(module.name) has a name that no engine takes")
                },
                refutedBy: "`docker pull` takes the name of the image.")
        ]
    }
}
