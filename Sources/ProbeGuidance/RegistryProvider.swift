import ProbeCore

extension HostName {
    /// Azure's service tag for a storage account, which layers of images come from.
    var storageTags: [String] {
        Cloud.allCases.contains { description.hasSuffix(".\($0.blobDomain)") } ? ["Storage"] : []
    }
}

/// A registry whose further names are known: where it sends pulls, and who gives tokens for them.
enum RegistryProvider {
    /// Microsoft's own.
    case microsoft
    /// A customer's own, Azure Container Registry, in one of Azure's clouds.
    case azure(Cloud)
    case dockerHub

    init?(of host: HostName) {
        let name = host.description
        if name == "mcr.microsoft.com" {
            self = .microsoft
        } else if let cloud = Cloud.allCases.first(where: { name.hasSuffix(".\($0.registryDomain)") }) {
            self = .azure(cloud)
        } else if ["docker.io", "registry-1.docker.io", "index.docker.io"].contains(name) {
            self = .dockerHub
        } else {
            return nil
        }
    }

    /// Azure's service tags for the registry itself.
    var tags: [String] {
        switch self {
        case .microsoft: ["MicrosoftContainerRegistry", "AzureFrontDoor.FirstParty"]
        case .azure: ["AzureContainerRegistry"]
        case .dockerHub: []
        }
    }

    /// What has to be open besides the registry's own name.
    func further(for host: HostName) -> [FirewallOpening] {
        switch self {
        case .microsoft: layers(under: "data.mcr.microsoft.com", tags: tags)
        case .azure(let cloud):
            layers(
                under: cloud.blobDomain, tags: ["Storage"],
                alternative:
                    "\(verbatim: "\(account(of: host)).REGION.data.\(cloud.registryDomain)") where it has dedicated data endpoints"
            )
        case .dockerHub:
            // By turns (content/manuals/desktop/setup/allow-list.md of docker/docs, in its versions).
            named("auth.docker.io", "the registry's tokens")
                + ["production.cloudfront.docker.com", "production.cloudflare.docker.com"].flatMap {
                    named($0, Self.ofLayers)
                }
                + named(
                    "docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com", Self.ofLayers,
                    where: "where they are pulled without an account")
        }
    }

    private static let ofLayers: Sentence = "the images' layers, which the registry redirects to"

    private func account(of host: HostName) -> Substring { host.description.prefix { $0 != "." } }

    private func layers(under domain: String, tags: [String], alternative: Sentence? = nil) -> [FirewallOpening] {
        guard let domain = try? HostName(validating: domain) else { return [] }
        return [
            FirewallOpening(
                destination: .names(under: domain), addresses: [], ports: [443], tags: tags,
                purpose: Self.ofLayers, alternative: alternative)
        ]
    }

    private func named(_ name: String, _ purpose: Sentence, where condition: Sentence? = nil) -> [FirewallOpening] {
        guard let name = try? HostName(validating: name) else { return [] }
        return [
            FirewallOpening(
                destination: .name(name), addresses: [], ports: [443], purpose: purpose, condition: condition)
        ]
    }
}
