package import ProbeCore

/// A proxy that one of the device's settings names.
package struct ProxySetting: Hashable, Sendable {
    package enum Place: String, Codable, Hashable, Sendable, CaseIterable {
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

    package let place: Place
    package let file: String
    /// Nothing where the text is no proxy's URL.
    package var proxy: Plan.Proxy?

    /// - Parameters:
    ///   - place: whose setting it is.
    ///   - file: where it stands.
    ///   - url: the setting's text, which may hold a password and is not kept.
    ///   - exceptions: the text of NO_PROXY beside it.
    package init(_ place: Place, in file: String, url: String, exceptions: String?) {
        self.place = place
        self.file = file
        proxy = try? ProxyURL.parse(url, source: .configuration)
        proxy?.exceptions = (exceptions ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
    }
}
