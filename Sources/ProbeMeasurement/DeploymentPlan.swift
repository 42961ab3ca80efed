package import ProbeCore
package import ProbeEvidence

/// What a deployment manifest has a run ask; holds the passwords of registries, and so enters no report.
package struct DeploymentPlan: Codable, Sendable {
    package var evidence: DeploymentEvidence
    package var images: [DeployedImage]
    /// The ports that modules besides edgeHub publish over TCP.
    package var modulePorts: [PortBinding] = []

    package init(evidence: DeploymentEvidence, images: [DeployedImage]) {
        self.evidence = evidence
        self.images = images
    }
}

extension ServicePlan {
    /// Says in the deployment's evidence which images no registry of the plan is asked for.
    package mutating func markUnaskedImages() {
        guard var deployment, !registries.isEmpty else { return }
        let asked = Set(imageEndpoints.map { Registry($0.host, port: $0.port) })
        for index in deployment.evidence.modules.indices {
            guard let image = deployment.evidence.modules[index].image, image.state == .named,
                let registry = image.registry, !asked.contains(registry)
            else { continue }
            deployment.evidence.modules[index].image?.state = .unasked
        }
        self.deployment = deployment
    }

    /// The images of the deployment that a registry is asked for, a mirror for those that it mirrors.
    package func images(at endpoint: Endpoint) -> [DeployedImage] {
        guard endpoint.service == .registry else { return [] }
        let registry = Registry(endpoint.host, port: endpoint.port)
        let all = deployment?.images ?? []
        guard isMirror(registry) else { return all.filter { $0.image.registry == registry } }
        return all.filter(\.image.registry.isDockerHub).map { image in
            var image = image
            // They are Docker Hub's, and nobody else's to see.
            image.credentials = nil
            return image
        }
    }

    package func isMirror(_ registry: Registry) -> Bool { mirrors?.named.contains(registry) ?? false }

    /// The endpoints of registries that are asked for images, each by the way that the engine would take.
    package var imageEndpoints: [Endpoint] {
        // What only a shell's environment names, no engine uses.
        let isProxied = proxy.map { $0.source != .environment } ?? false
        return endpoints.filter { endpoint in
            guard !images(at: endpoint).isEmpty else { return false }
            let usesProxy = isProxied && !(proxy?.excepts(endpoint.host) ?? true)
            return endpoint.via == (usesProxy ? .proxy : .direct)
        }
    }

    /// The image that a registry is asked for first: edgeAgent's own where the configuration has an account for it, else
    /// the deployment's, else the configuration's, and what everybody's deployment begins with where there is none.
    package func firstImage(at endpoint: Endpoint) -> (image: ImageReference?, account: RegistryAccount?) {
        if let own = account(at: endpoint) { return (own.image, own) }
        guard let first = images(at: endpoint).first else {
            return (agentImage.flatMap { $0.registry == Registry(endpoint.host, port: endpoint.port) ? $0 : nil }, nil)
        }
        return (first.image, first.credentials.map { RegistryAccount(image: first.image, credentials: $0) })
    }
}
