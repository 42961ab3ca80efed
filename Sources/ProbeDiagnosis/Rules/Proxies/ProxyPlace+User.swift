import ProbeCore
import ProbeEvidence
import ProbeFindings

extension ProxyPlace {
    /// The service or module whose connections the setting leads through the proxy.
    var user: Sentence {
        switch self {
        case .agentEnvironment: "edgeAgent"
        case .identityService: "the identity service"
        case .edgeDaemon: "the IoT Edge daemon"
        case .engineService, .engineConfiguration: "the container engine"
        }
    }
}
