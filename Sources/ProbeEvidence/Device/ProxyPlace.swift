/// A place on the device where a proxy has to be set.
package enum ProxyPlace: String, Codable, Hashable, Sendable, CaseIterable {
    /// Those of the engine: its own file comes before its environment.
    package static let ofEngine: [Self] = [.engineConfiguration, .engineService]

    case agentEnvironment = "edgeAgent"
    case identityService = "aziot-identityd"
    case edgeDaemon = "aziot-edged"
    case engineService = "docker.service"
    case engineConfiguration = "daemon.json"
}
