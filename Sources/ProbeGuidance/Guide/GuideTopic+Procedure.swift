package import ProbeFindings

extension GuideTopic {
    package var procedure: Procedure {
        switch self {
        case .status: .status
        case .debugLogging: .debugLogging
        case .configuration: .configuration
        case .containerLogs: .containerLogs
        case .messages: .messages
        case .restart: .restart
        case .windowsEventLog: .windowsEventLog
        case .imageAccess: .imageAccess
        case .hostname: .hostname
        case .smallDevices: .smallDevices
        case .entrypoint: .entrypoint
        case .ports: .ports
        case .containerDNS: .containerDNS
        case .agentStops: .agentStops
        case .edgeHubPort: .edgeHubPort
        case .modemMTU: .modemMTU
        case .forwarding: .forwarding
        case .proxy: .proxy
        case .certificates: .certificates
        case .clock: .clock
        case .sockets: .sockets
        case .parent: .parent
        case .deployments: .deployments
        case .support: .support
        case .nextSteps: .nextSteps
        }
    }
}
