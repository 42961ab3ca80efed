/// A place on the device where a proxy has to be set.
package enum ProxyPlace: String, Codable, Hashable, Sendable, CaseIterable {
    case agentEnvironment = "edgeAgent"
    case identityService = "aziot-identityd"
    case edgeDaemon = "aziot-edged"
    case engineService = "docker.service"
    case engineConfiguration = "daemon.json"

    /// The service or module whose connections the setting leads through the proxy.
    package var user: String {
        switch self {
        case .agentEnvironment: "edgeAgent"
        case .identityService: "the identity service"
        case .edgeDaemon: "the IoT Edge daemon"
        case .engineService, .engineConfiguration: "the container engine"
        }
    }
}
