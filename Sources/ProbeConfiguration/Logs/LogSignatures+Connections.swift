import ProbeEvidence

/// What edgeAgent, edgeHub and the daemon say of their connections to the hub or to a parent.
extension LogSignatures {
    /// edgeHub refuses the token of a module or a device behind it: it asks for another one every hour or so.
    private static let localTokens: [StaticString] = [
        "error authenticating token", "error validating token", "tokenhelper", "unauthorizedaccessexception",
        "in device scope",
    ]

    static let ofConnections = [
        LogSignature(
            .attempts(isWebSocket: false), "attempting to connect to IoT Hub via AMQP...", by: agent, isRemark: true,
            versions: "1.0",
            sample: "2018-02-03 10:00:00 [INF] - Edge agent attempting to connect to IoT Hub via AMQP..."),
        LogSignature(
            .attempts(isWebSocket: false), "attempting to connect to IoT Hub via Amqp_Tcp", by: agent, isRemark: true,
            versions: "1.0.2–1.6",
            sample:
                "<6> 2026-11-29 10:00:00.000 +00:00 [INF] - Edge agent attempting to connect to IoT Hub via Amqp_Tcp_Only..."
        ),
        LogSignature(
            .attempts(isWebSocket: false), "attempting to connect to IoT Hub via Mqtt_Tcp", by: agent, isRemark: true,
            versions: "1.0.2–1.6",
            sample:
                "<6> 2026-11-29 10:00:00.000 +00:00 [INF] - Edge agent attempting to connect to IoT Hub via Mqtt_Tcp_Only..."
        ),
        LogSignature(
            .attempts(isWebSocket: true), "attempting to connect to IoT Hub via AMQP over WebSocket", by: agent,
            isRemark: true, versions: "1.0",
            sample: "2018-02-03 10:00:30 [INF] - Edge agent attempting to connect to IoT Hub via AMQP over WebSocket..."
        ),
        LogSignature(
            .attempts(isWebSocket: true), "attempting to connect to IoT Hub via Amqp_WebSocket", by: agent,
            isRemark: true,
            versions: "1.0.2–1.6",
            sample:
                "<6> 2026-11-29 10:00:30.000 +00:00 [INF] - Edge agent attempting to connect to IoT Hub via Amqp_WebSocket_Only..."
        ),
        LogSignature(
            .attempts(isWebSocket: true), "attempting to connect to IoT Hub via Mqtt_WebSocket", by: agent,
            isRemark: true,
            versions: "1.0.2–1.6",
            sample:
                "<6> 2026-11-29 10:00:30.000 +00:00 [INF] - Edge agent attempting to connect to IoT Hub via Mqtt_WebSocket_Only..."
        ),
        LogSignature(
            .says(.emptyConfig), "empty edge agent config", by: agent, versions: "1.0–1.6",
            sample:
                "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - Empty edge agent config was received. Reading the backup"),
        LogSignature(
            .says(.emptyConfig), "empty config file", by: agent, versions: "1.0",
            sample: "2018-02-03 10:01:00 [WRN] - Edge agent: empty config file"),
        LogSignature(
            .says(.noDeployment), "Deployment config in edge agent's desired properties is empty", by: agent,
            isRemark: true,
            versions: "1.0–1.6",
            sample:
                "<6> 2026-11-29 10:01:00.000 +00:00 [INF] - Deployment config in edge agent's desired properties is empty."
        ),
        LogSignature(
            .says(.noDeployment), "empty configuration for the edge agent", by: agent, versions: "1.0–1.6",
            sample:
                "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - ConfigEmptyException: an empty configuration for the edge agent."
        ),
        LogSignature(
            .says(.transientNetwork), "transient network error occurred", by: [.agent, .hub, .unknown],
            versions: "1.0–1.6",
            sample:
                "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - IotHubCommunicationException: Transient network error occurred"
        ),
        LogSignature(
            .says(.parentUnreachable), "could not perform HTTP request", by: [.daemon, .agent, .hub, .unknown],
            versions: "1.2–1.6",
            sample: "2026-11-29T10:01:00Z [WARN] - aziot-identityd: could not perform HTTP request"),
        LogSignature(
            .says(.tokenExpired), "SAS token is expired", unless: localTokens + storage,
            by: [.agent, .hub, .daemon, .unknown], versions: "1.0–1.6",
            sample:
                "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - UnauthorizedException: 401, the SAS token is expired"),
    ]
}
