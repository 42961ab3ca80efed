/// What the guide has a procedure for; the raw value is what people type, and a public contract.
package enum GuideTopic: String, Hashable, Sendable, CaseIterable {
    case status
    case debugLogging = "debug-logging"
    case configuration
    case containerLogs = "container-logs"
    case messages
    case restart
    case windowsEventLog = "windows-event-log"
    case imageAccess = "image-access"
    case hostname
    case smallDevices = "small-devices"
    case entrypoint
    case ports
    case containerDNS = "container-dns"
    case agentStops = "agent-stops"
    case edgeHubPort = "edgehub-port"
    case modemMTU = "modem-mtu"
    case forwarding
    case proxy
    case certificates
    case clock
    case sockets
    case parent
    case deployments
    case support
    case nextSteps = "next-steps"
}
