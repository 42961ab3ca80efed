import ProbeCore
import ProbeEvidence
import ProbeFindings

// What the registry says to the deployment's own credentials, or to the want of any.

extension RegistryForbids {
    func refusalsOfDeployment(in scene: Scene) -> [Finding] {
        let wrong = DeployedImages.all(in: scene) { $0 == .refusesCredentials }.map { group in
            var finding = group.finding(
                .registryForbidden, .certain,
                """
                \(group.host) refuses the deployment's credentials (HTTP 401): \(group.names) will not load, so \
                \(group.modules) will not start.
                """,
                evidence: group.proofs { "HTTP 401 to the deployment's credentials for \(group.name($0))" },
                refutedBy: "A pull with the deployment's credentials succeeds.", in: scene.survey)
            if let account = scene.survey.deployment?.evidence.account(at: group.ascent.endpoint.registry) {
                finding.location = scene.survey.place(inDeployment: account.line, .accounts)
            }
            return finding
        }
        return wrong + wants(in: scene)
    }

    private func wants(in scene: Scene) -> [Finding] {
        DeployedImages.all(in: scene) { if case .wantsCredentials = $0 { true } else { false } }.compactMap { group in
            let account = scene.survey.deployment?.evidence.account(at: group.ascent.endpoint.registry)
            // What is still to be filled in is said by itself.
            guard account?.state != .placeholder else { return nil }
            let isPublic = group.host.isPublicRegistry
            let refusals: [Finding.Proof] = group.images.prefix(8).compactMap { image in
                guard case .wantsCredentials(let status) = image.conclusion else { return nil }
                return group.seen.shows("HTTP \(status) to the request for \(group.name(image)), without credentials")
            }
            return group.finding(
                .registryForbidden, owner: isPublic ? group.ascent.pathOwner : .hubConfiguration,
                isPublic || !group.ascent.endpoint.isAzureRegistry ? .likely : .certain,
                isPublic
                    ? "\(group.host) refuses what it gives to everybody: \(group.names) will not load."
                    : """
                    \(group.host) gives \(group.names) to nobody without credentials, and the deployment has none that IoT \
                    Edge would use for it: \(group.modules) will not start.
                    """,
                evidence: refusals, refutedBy: "A pull with what the deployment has succeeds.", in: scene.survey)
        }
    }
}

extension Endpoint {
    var registry: Registry { Registry(host, port: port) }

    /// It says 401 for images that are there; others may say it for those that are not.
    var isAzureRegistry: Bool {
        [".azurecr.io", ".azurecr.cn", ".azurecr.us"].contains { host.description.hasSuffix($0) }
    }
}
