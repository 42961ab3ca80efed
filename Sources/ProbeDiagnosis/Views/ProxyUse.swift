import ProbeCore
import ProbeEvidence

/// Which proxy each program of the device goes through today, as far as its files and its engine say.
///
/// A proxy of the command line is the one that all of them will have, and one of this shell's environment is nobody's. What
/// files say of one program is no setting of another's: the engine does not read IoT Edge's configuration, nor edgeAgent the
/// engine's (learn.microsoft.com/azure/iot-edge/how-to-configure-proxy-support has four places).
struct ProxyUse: Sendable {
    enum Setting {
        /// That which was measured, or nobody can tell.
        case measured
        /// Another address or other credentials, which nothing was sent through.
        case other
        case none
    }

    private let survey: Survey
    private let configuration: ConfigurationEvidence?

    init(of survey: Survey) {
        self.survey = survey
        configuration =
            survey.assignment.proxySource == .configuration
            ? survey.seen(ReadConfiguration.self, from: .host).first?.evidence : nil
    }

    /// There is a configuration of IoT Edge's, whether it could be read or not.
    var isEdgeConfigured: Bool { configuration?.files.contains { $0.role == .edge } ?? false }

    /// The program does not take the URL that it is given, whatever the proxy would do.
    func refusesSetting(_ consumer: Need.Consumer) -> Bool {
        guard let configuration else { return false }
        let places: [ProxyPlace] =
            switch consumer {
            case .identityService, .provisioning: [.identityService]
            case .edgeAgent: [.agentEnvironment]
            // The deployment has its own.
            case .edgeHub: survey.deployment == nil ? [.agentEnvironment] : []
            case .imagePull: ProxyPlace.ofEngine
            }
        let settings = places.compactMap { place in configuration.proxies.first { $0.place == place } }
        return settings.first?.isRefused ?? false
    }

    func setting(of consumer: Need.Consumer) -> Setting {
        guard survey.assignment.isProxyInUse else { return .none }
        guard let configuration else { return .measured }
        switch consumer {
        case .imagePull: return ofEngine(configuration)
        case .identityService, .provisioning: return setting(at: [.identityService], configuration)
        case .edgeAgent: return ofAgent(configuration)
        case .edgeHub:
            guard let hub = survey.deployment?.evidence.module(PortEvidence.edgeHub), !hub.isStopped else {
                return ofAgent(configuration)
            }
            guard let proxy = hub.proxy else { return hub.hasUnreadableProxy == true ? .other : .none }
            return proxy == survey.assignment.proxy ? .measured : .other
        }
    }

    private func ofAgent(_ configuration: ConfigurationEvidence) -> Setting {
        // What could not be read may well name it.
        let isRead = configuration.files.allSatisfy { $0.role != .edge || $0.state == .read }
        return isRead ? setting(at: [.agentEnvironment], configuration) : .measured
    }

    /// The engine that runs knows best; what its own file says comes before its environment.
    private func ofEngine(_ configuration: ConfigurationEvidence) -> Setting {
        let running = survey.seen(DescribeEngine.self).compactMap(\.evidence.runningProxy).first
        switch (running?.isSet, running?.address) {
        case (false?, _): return .none
        case (true?, let address?) where address != survey.assignment.proxy: return .other
        default: break
        }
        let files = setting(at: ProxyPlace.ofEngine, configuration)
        return files == .none && running?.isSet == true ? .measured : files
    }

    /// Of these places, the first that has one decides.
    private func setting(at places: [ProxyPlace], _ configuration: ConfigurationEvidence) -> Setting {
        let settings = places.compactMap { place in configuration.proxies.first { $0.place == place } }
        guard let setting = settings.first else { return .none }
        // That of a deployment may be another one than any file's.
        let used = configuration.proxies.first { $0.proxy == survey.assignment.proxy }
        return setting.variant == used?.variant ? .measured : .other
    }
}

extension ConfigurationEvidence.Proxy {
    /// The engine alone takes a URL without a scheme.
    var isRefused: Bool {
        switch fault {
        case .credentials: true
        case .scheme: !ProxyPlace.ofEngine.contains(place)
        case nil: false
        }
    }
}
