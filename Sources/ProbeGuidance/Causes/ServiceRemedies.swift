import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for the registry's own causes; provisioning shares those of the path.
extension Prescription {
    var registryDataEndpointBlocked: [Remedy] {
        if finding.owner == .proxy {
            return [
                remedy(
                    .allowDataEndpoint, "Ask the proxy's administrator (paste this):", [],
                    request(
                        """
                        Please let the proxy open tunnels (CONNECT) to TCP 443 of \(hostOrHub), from which the \
                        registry's images are loaded, without TLS inspection; its name can change within its domain.
                        """))
            ]
        }
        // No firewall opens to a name without an address, nor to one that this device has no way to.
        if finding.owner == .hubConfiguration {
            return hostOrHub.description.hasSuffix(".\(Cloud.allCases[0].registryDomain)")
                ? [recordInPrivateZone] : [nameAnotherPlace]
        }
        if finding.subject.resolver != nil { return withheldName(because: Self.isDenied) + [recordInPrivateZone] }
        if finding.subject.address?.family == .v6, finding.owner == .siteNetwork {
            return [addressForContainers, openDataEndpoint]
        }
        return [openDataEndpoint]
    }

    /// Whoever runs the registry has it send people where only itself gets.
    private var nameAnotherPlace: Remedy {
        remedy(
            .askTheService, "Have the registry name a place that this device reaches.",
            [
                """
                It sends whoever pulls to \(hostOrHub). Its own settings say so: hostname or external_url of Harbor, \
                auth.token.realm and the storage's redirect of the distribution registry. Or let the name and port lead to it.
                """
            ])
    }

    private static let isDenied: Sentence =
        "It answers that there is no such name, or none with an address: does a filter or a zone of its own say so?"

    /// With credentials of its own a deployment is counted by itself, not with everybody behind the same address.
    var registryLimited: [Remedy] {
        finding.owner == .hubConfiguration ? [credentialsInDeployment] : [waitForRegistry]
    }

    private var waitForRegistry: Remedy {
        remedy(
            .askTheService, "Wait, and let fewer devices pull at once from behind one address.",
            [
                """
                \(hostOrHub) counts pulls by the address that they come from, which everybody behind this site's NAT shares: it \
                gives more after minutes to hours. A registry of your own with a copy of the images (az acr import) has its own \
                count.
                """
            ])
    }

    var registryDenied: [Remedy] { finding.owner != .hubConfiguration ? [passRegistry] : [registryRules] }

    var registryRules: Remedy {
        remedy(
            .registryRules, "Let the registry admit this site.",
            [
                """
                In Azure Container Registry, under Networking: add the public address that this site leaves with to \
                the selected networks, or reach the registry by a private endpoint; the data endpoint goes by the \
                same rules.
                """,
                """
                Of another registry: its list of allowed addresses, and the right of the deployment's account to pull \
                (in Azure: AcrPull).
                """,
            ])
    }

    /// The line of the configuration that has the password, and how IoT Edge is told of another one.
    private func correctCredentials(_ place: FilePlace) -> Remedy {
        let isOld = place.path.description == ConfigurationFile.oldEdge
        return remedy(
            .registryCredentials,
            place.line.map { "Correct the registry's credentials in \(place.path), line \($0)." }
                ?? "Correct the registry's credentials in \(place.path).",
            [
                """
                Under agent, config, auth: user name and password of an account that may pull from \(hostOrHub), and its \
                address as serveraddress. In the deployment manifest the same belongs under registryCredentials.
                """
            ], [Remedy.Command(.shell, isOld ? "systemctl restart iotedge" : "iotedge config apply")])
    }

    /// The account is known, and has no right to the image.
    private var grantPull: Remedy {
        remedy(
            .registryRules, "Give the account the right to pull.",
            [
                """
                Of Azure Container Registry: the role AcrPull, or a token whose scope map has content/read of the \
                repository; of another registry: its own list of rights.
                """
            ])
    }

    private var passRegistry: Remedy {
        remedy(
            .passRegistry,
            finding.owner == .proxy
                ? "Ask the proxy's administrator (paste this):" : "Ask the network team (paste this):", [],
            request(
                "\(hostOrHub) gives its images to everybody, and refuses them to this gateway.",
                """
                Please let HTTPS to it (TCP \(assignment.endpoint(ofRegistry: hostOrHub).port)) pass unchanged, without a filter by URL and without TLS \
                inspection.
                """))
    }

    var registryForbidden: [Remedy] {
        if case .file(let place)? = finding.location.culprit,
            [ConfigurationFile.edge, ConfigurationFile.oldEdge].contains(place.path.description)
        {
            return [finding.owner == .device ? correctCredentials(place) : grantPull]
        }
        if finding.owner != .hubConfiguration { return [passRegistry] }
        if case .file(let place)? = finding.location.culprit, Self.isPlain(place.path) {
            return [correctDeploymentCredentials(place)]
        }
        return [
            remedy(
                .registryCredentials, "Put the registry's credentials into the deployment.",
                [
                    """
                    In the deployment manifest, under edgeAgent's runtime settings: registryCredentials with \
                    address \(hostOrHub), user name and password of an account that may pull.
                    """,
                    """
                    In Azure Container Registry: a service principal or token with the role AcrPull; the admin \
                    account only for a trial.
                    """,
                ])
        ]
    }

    private var openDataEndpoint: Remedy {
        var openings = assignment.registries.flatMap(registryOpenings)
        if let host, !assignment.registries.contains(host) {
            openings.append(
                FirewallOpening(
                    destination: .name(host), addresses: addresses(of: host), ports: [finding.subject.port ?? 443],
                    tags: host.storageTags,
                    purpose: "what the registry leads to in this run"))
        }
        let dialects: [Dialect] = [.request, .nftables, .iptables, .azureNSG, .azureFirewall]
        return remedy(
            .allowDataEndpoint, owner: .siteNetwork,
            "Ask the network team to allow what the registry leads to as well (paste this):", [],
            dialects.compactMap { command(in: $0, for: openings, at: .router) })
    }
}
