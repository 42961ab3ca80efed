import ProbeCore
package import ProbeEvidence

extension ConfigurationEvidence {
    /// A unit with more of them is somebody's joke.
    private static let mostIgnored = 32

    /// What a report may show of a configuration.
    package init(_ configuration: DeviceConfiguration) {
        self.init()
        files = configuration.files
        hostname = configuration.edge?.hostname.map { LocalText($0) }
        hub = configuration.hub?.hub
        hubFile = configuration.hub.map { LocalText($0.file) }
        parent = configuration.edge?.parent
        dps = configuration.edge?.dps
        idScope = configuration.edge?.idScope.map { IDScope($0) }
        upstream = configuration.edge?.upstream
        network = configuration.edge?.network.map { NetworkName($0) }
        engineSocket = configuration.edge?.engineSocket.map { LocalText($0) }
        let (ignored, others) = configuration.ignored.divided(at: Self.mostIgnored)
        self.ignored = ignored
        leftOut = (configuration.leftOut + [LeftOut(.ignoredAssignments, others)]).recorded
        switches = configuration.engineSwitches
        unusable = configuration.edge?.unusable ?? []
        var settings = configuration.engine?.networkSettings ?? NetworkSettings()
        settings.modules = configuration.edge?.subnets
        networkSettings = settings.isEmpty ? nil : settings
        isAgentOnHost = configuration.edge?.isAgentOnHost == true ? true : nil
        agentRegistry = configuration.edge?.agentRegistry
        agentImage = configuration.edge.flatMap { edge in
            edge.agentImageState.map { state in
                AgentImage(
                    file: LocalText(edge.file),
                    image: DeploymentEvidence.Image(state, edge.agentImage, line: edge.agentImageLine))
            }
        }
        unpairedCertificates =
            configuration.unpairedCertificates.isEmpty ? nil : configuration.unpairedCertificates
        agentLogin = configuration.edge.flatMap { edge in
            edge.agentAccount.map {
                RegistryLogin(registry: $0.image.registry, file: LocalText(edge.file), line: edge.agentAccountLine)
            }
        }
        var variants: [ProbeCore.Proxy?] = []
        proxies = configuration.proxies.map { setting in
            var plain = setting.proxy
            plain?.exceptions = []
            let variant = variants.firstIndex(of: plain) ?? variants.count
            if variant == variants.count { variants.append(plain) }
            var proxy = Proxy(
                place: setting.place, file: LocalText(setting.file), proxy: setting.proxy?.address,
                scheme: setting.proxy?.scheme ?? setting.foreignScheme,
                hasCredentials: setting.proxy?.credentials != nil, variant: variant,
                isScript: setting.isScript ? true : nil)
            proxy.fault = setting.fault
            return proxy
        }
    }
}
