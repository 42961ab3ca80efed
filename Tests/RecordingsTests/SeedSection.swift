import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A section of "Troubleshoot Azure IoT Edge" as it was in 2019, which is what edgeprobe grew from, and what there is for it.
struct SeedSection: Sendable {
    /// As links to the section have it.
    let anchor: String
    /// What asks about it.
    let questions: [any Question.Type]
    /// What a run may find; what no rule finds yet is in `awaited`.
    let causes: [Cause]
    /// What `explain` says about it.
    let symptom: Symptom
    /// Procedures of the section's own, before those that the symptom names.
    let topics: [GuideTopic]
    /// Scenarios of the lab that were run and recorded, each with one of the causes in its story.
    let scenarios: [String]

    init(
        _ anchor: String, asks questions: [any Question.Type], finds causes: [Cause], _ symptom: Symptom,
        _ topics: [GuideTopic] = [], ran scenarios: [String]
    ) {
        self.anchor = anchor
        self.questions = questions
        self.causes = causes
        self.symptom = symptom
        self.topics = topics
        self.scenarios = scenarios
    }

    /// Causes that have their card, and no rule, and what will give them away.
    static let awaited: [Cause: String] = [:]

    /// Sections that nothing recorded speaks of, and what is to come.
    static let awaitedScenarios: [String: String] = [:]

    /// Sections about something that no run can find, and why.
    static let undetectable: [String: String] = [:]

    static let all = [
        SeedSection(
            "standard-diagnostic-steps",
            asks: [ReadConfiguration.self, DescribeEngine.self, ReadHostname.self, AskTime.self],
            finds: [.configMalformed, .hostHostnameTooLong, .hostClockSkew, .containerEngineAbsent], .daemonStopped,
            [.support],
            ran: ["configuration-with-a-tab", "hostname-of-69-characters", "clock-off-by-a-day", "no-engine"]),
        SeedSection(
            "check-the-status-of-the-iot-edge-security-manager-and-its-logs",
            asks: [ReadConfiguration.self, DescribeEngine.self, RequestDPS.self, ReadLogs.self],
            finds: [.configMalformed, .containerEngineAbsent, .dpsBlocked, .logPortAllocated], .daemonStopped,
            [.status, .debugLogging],
            ran: ["configuration-with-a-tab", "no-engine", "dps-dropped-and-needed", "journal-port-was-taken"]),
        SeedSection(
            "if-the-iot-edge-security-manager-is-not-running-verify-your-yaml-configuration-file",
            asks: [ReadConfiguration.self], finds: [.configMalformed, .proxyEnvMismatch, .proxySchemeUnsupported],
            .configurationBroken,
            ran: ["configuration-with-a-tab", "drop-in-with-one-percent-sign", "proxy-with-https-url"]),
        SeedSection(
            "check-container-logs-for-issues",
            asks: [DescribeVantage.self, RequestRegistry.self, ReachDataEndpoint.self, CheckPort.self, ReadLogs.self],
            finds: [
                .registryDataEndpointBlocked, .hostPortConflict, .dnsContainerStub, .logImage403, .logPortAllocated,
                .logEmptyConfig,
            ], .moduleFails,
            ran: [
                "registry-data-dropped", "port-443-taken-by-container", "dns-container-stub",
                "edge-hub-port-in-the-engines-log", "journal-image-denied", "journal-port-was-taken",
                "edge-agent-was-kept-out",
            ]),
        SeedSection(
            "view-the-messages-going-through-the-iot-edge-hub",
            asks: [OpenAMQP.self, NegotiateSASL.self, ConnectMQTT.self, UpgradeWebSocket.self],
            finds: [.transportOnly443, .amqpSwallowed, .mqttSwallowed, .wsFramesDropped], .noMessages,
            ran: ["only-443", "amqp-swallowed", "mqtt-swallowed", "ws-frames-dropped"]),
        SeedSection(
            "restart-containers", asks: [DescribeVantage.self, AskForwarders.self], finds: [.containerResolverStale],
            .moduleFails, [.restart], ran: ["resolver-stale-module", "resolver-stale-container-on-the-bridge"]),
        SeedSection(
            "restart-the-iot-edge-security-manager", asks: [AskTime.self, ReadConfiguration.self],
            finds: [.hostClockSkew, .proxyEnvMismatch], .daemonStopped, [.restart],
            ran: ["clock-off-by-a-day", "drop-in-with-one-percent-sign"]),
        SeedSection(
            "iot-edge-agent-stops-after-about-a-minute",
            asks: [
                ConnectEndpoint.self, LookUpRoutes.self, ReadForwarding.self, WalkRules.self, ForeseeForwarding.self,
                ReadLogs.self,
            ],
            finds: [
                .routeVPNOverride, .fwdDisabled, .fwdDropped, .natMissingMasquerade, .tcpDroppedAll, .logAgentFallback,
            ], .agentStops,
            ran: [
                "openvpn-takes-everything", "exit-node-for-bridges", "forwarding-disabled",
                "forward-dropped-forward-rule",
                "nat-flushed", "everything-dropped-containers", "to-come-forward-dropped-rule",
                "edge-agent-was-kept-out",
            ]),
        SeedSection(
            "iot-edge-hub-fails-to-start",
            asks: [CheckPort.self, WalkRulesToPort.self, CheckModulePort.self, ReadLogs.self],
            finds: [.hostPortConflict, .logPortAllocated, .deploymentPortCollision], .portTaken,
            ran: [
                "port-443-taken-everywhere", "port-443-taken-by-container", "port-8883-taken-by-a-service",
                "deployment-port-of-two-modules", "edge-hub-port-in-the-engines-log", "journal-port-was-taken",
            ]),
        SeedSection(
            "iot-edge-agent-cant-access-a-modules-image-403",
            asks: [RequestRegistry.self, ReadDeployment.self, ReadLogs.self],
            finds: [
                .registryDenied, .registryForbidden, .registryLimited, .logImage403, .logImage401, .logImage404,
                .deploymentImageMissing,
            ], .imageRefused,
            ran: [
                "registry-denies-manifests", "registry-limits-manifests", "registry-account-without-right",
                "registry-account-bearer-wrong-password",
                "deployment-missing-tag", "journal-image-denied", "journal-image-unauthorized",
                "journal-image-missing",
            ]),
        SeedSection(
            "iot-edge-security-daemon-fails-with-an-invalid-hostname",
            asks: [ReadHostname.self, ReadConfiguration.self, ReadLogs.self],
            finds: [.hostHostnameTooLong, .hostHostnameInvalid, .logHostnameInvalid], .hostnameInvalid,
            ran: ["hostname-of-69-characters", "hostname-of-another-device", "journal-hostname-refused"]),
        SeedSection(
            "stability-issues-on-resource-constrained-devices", asks: [ReadDeployment.self, ReadLogs.self],
            finds: [.logSmallDevice, .deploymentSmallDevice], .smallDevice,
            ran: ["deployment-small-device", "edge-hub-out-of-memory", "journal-out-of-memory"]),
        SeedSection(
            "cant-get-the-iot-edge-daemon-logs-on-windows", asks: [ReadLogs.self],
            finds: [.logModule404, .logPortAllocated],
            .windowsLogs, ran: ["windows-events-module-404", "windows-events-port-taken"]),
        SeedSection(
            "iot-edge-module-fails-to-send-a-message-to-the-edgehub-with-404-error",
            asks: [ReadDeployment.self, ReadLogs.self], finds: [.logModule404, .deploymentShellEntrypoint],
            .moduleNotFound, ran: ["deployment-shell-entrypoint", "journal-module-404", "module-loses-its-process"]),
        SeedSection(
            "firewall-and-port-configuration-rules-for-iot-edge-deployment",
            asks: [ConnectEndpoint.self, WalkHops.self, OpenAMQP.self, ConnectMQTT.self, RequestHTTPS.self],
            finds: [.tcpDroppedPort, .tcpAdminProhibited, .tcpRefused, .transportOnly443, .hostOutputDropped],
            .portsClosed,
            ran: [
                "amqp-dropped-edge", "https-dropped", "rejected-admin-prohibited", "reset-by-hub", "only-443",
                "output-dropped",
            ]),
        SeedSection(
            "edge-agent-module-continually-reports-empty-config-file-and-no-modules-start-on-the-device",
            asks: [DescribeVantage.self, ResolveName.self, RepeatHandshake.self, ReadLogs.self],
            finds: [
                .dnsContainerStub, .dnsContainerFallbackPublic, .dnsContainerBlocked, .dnsHostsFileOnly,
                .mtuBridgeMismatch,
                .logEmptyConfig,
            ], .emptyConfig,
            ran: [
                "dns-container-stub", "dns-container-fallback", "dns-container-blocked", "dns-hosts-file-only",
                "lte-modem", "edge-agent-was-kept-out",
            ]),
        SeedSection(
            "next-steps", asks: [DescribeEngine.self, ReadRuntime.self],
            finds: [.tcpDroppedPort, .containerNotMeasured],
            .portsClosed, [.nextSteps, .support], ran: ["amqp-dropped-edge", "network-macvlan"]),
    ]
}
