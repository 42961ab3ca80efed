/// A place on the device where a proxy has to be set.
package enum ProxyPlace: String, Codable, Hashable, Sendable, CaseIterable {
    case agentEnvironment = "edgeAgent"
    case identityService = "aziot-identityd"
    case edgeDaemon = "aziot-edged"
    case engineService = "docker.service"
    case engineConfiguration = "daemon.json"
}
