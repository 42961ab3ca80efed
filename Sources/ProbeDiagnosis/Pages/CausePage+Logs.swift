import ProbeCore
import ProbeFindings

extension CausePage {
    static let logPages: [CausePage] = [
        CausePage(
            .logAgentFallback, "edgeAgent tried AMQP, then AMQP over WebSocket, and gave up.",
            evidence: "Those lines in edgeAgent's log, in that order.",
            unlike: [
                .init(.tcpDroppedPort, "what keeps AMQP out; the run itself finds it"),
                .init(.routeVPNOverride, "what takes the containers' packets elsewhere"),
            ], owners: .device),
        CausePage(
            .logPortAllocated, "The engine could not publish a port: it is taken.",
            evidence: "\"port is already allocated\" or \"address already in use\" in the engine's log.",
            unlike: [.init(.hostPortConflict, "the same, seen at the port itself, with its owner")], owners: .device,
            advice: "Run edgeprobe on the device: host.port-conflict names who holds the port."),
        CausePage(
            .logHostnameInvalid, "IoT Edge refused the device's name.",
            evidence: "\"invalid hostname\" in the log of the IoT Edge daemon.",
            unlike: [.init(.hostHostnameTooLong, "the same, seen at the name itself")], owners: .device,
            advice:
                "Set hostname in /etc/aziot/config.toml to a name of at most 64 characters, then: iotedge config apply"),
        CausePage(
            .logEmptyConfig, "edgeAgent got no configuration, which is how name or MTU trouble of containers looks.",
            evidence: "\"empty config file\" in edgeAgent's log.",
            unlike: [
                .init(.dnsContainerStub, "what keeps containers from resolving names"),
                .init(.mtuBridgeMismatch, "what keeps big packets from containers"),
            ], owners: .containerEngine,
            advice: "Run edgeprobe with the containers' vantages: it tells which of these it is."),
        CausePage(
            .logImage403, "The registry refused an image.",
            evidence: "A pull denied with 403 in the log.",
            unlike: [.init(.registryForbidden, "the same, seen at the registry itself")], owners: .hubConfiguration),
        CausePage(
            .logModule404, "The daemon does not find a module that calls it.",
            evidence: "\"Module not found\" with 404 in the daemon's log: the module changes its process id.",
            owners: .hubConfiguration),
        CausePage(
            .logSmallDevice, "edgeHub runs out of memory on a small device.",
            evidence: "The kernel or the engine ends edgeHub for want of memory.", owners: .hubConfiguration),
    ]
}
