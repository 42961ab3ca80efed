import ProbeCore
import ProbeEvidence
import ProbeFindings

extension RegistryForbids {
    /// The registry says 401 to the credentials that the configuration has for it: the engine gets edgeAgent's image no more
    /// than this tool does.
    func refusalsOfCredentials(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ascent in
            guard let registry = ascent.seen(RequestRegistry.self), registry.evidence.isRegistry,
                registry.evidence.isAccountOfDeployment != true,
                case .refusesCredentials(let isAccountKnown) = RegistryRefusal(registry.evidence)
            else { return nil }
            let host = ascent.endpoint.host
            // Who gets a token has proved who it is, and lacks the right to what it asked for.
            var finding = ascent.finding(
                .registryForbidden, owner: isAccountKnown ? .hubConfiguration : .device, .certain,
                isAccountKnown
                    ? """
                    \(host) takes the credentials that the configuration has for it, and does not give edgeAgent's image \
                    to that account (HTTP 401): it will not load.
                    """
                    : """
                    \(host) refuses the credentials that the configuration has for it (HTTP 401): edgeAgent's image will \
                    not load.
                    """,
                evidence: [
                    registry.shows(
                        isAccountKnown
                            ? "its token service takes the credentials, and the image is refused with HTTP 401"
                            : "HTTP 401 to the configuration's credentials")
                ],
                refutedBy: "A pull with the configuration's credentials succeeds.")
            finding.severity = scene.survey.pullsOtherwise(ascent) ? .info : ascent.gravest
            if let login = scene.survey.login(at: ascent.endpoint) {
                finding.location = Finding.Location(
                    kind: .thisDevice, text: "in this device's configuration")
                finding.location.culprit = .file(login.file, line: login.line)
            }
            return finding
        }
    }
}

extension Survey {
    /// Where the credentials for a registry stand.
    func login(at endpoint: Endpoint) -> ConfigurationEvidence.RegistryLogin? {
        seen(ReadConfiguration.self).compactMap(\.evidence.agentLogin)
            .first { $0.registry == Registry(endpoint.host, port: endpoint.port) }
    }
}
