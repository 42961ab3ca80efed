import ProbeEvidence

/// Certificates that were not believed, and what is heard to work again.
extension LogSignatures {
    // MARK: - Certificates

    static let ofTrust = [
        LogSignature(
            .says(.certificateNotYetValid), "certificate is not yet valid", by: runtime, versions: "1.0–1.6",
            sample: "2026-11-29T10:01:00Z [WARN] - certificate verify failed: certificate is not yet valid"),
        LogSignature(
            .says(.certificateNotYetValid), "certificate has expired or is not yet valid", "is before", by: runtime,
            versions: "1.0–1.6",
            sample:
                "time=\"2026-11-29T10:01:00Z\" level=error msg=\"x509: certificate has expired or is not yet valid: now is before 2027\""
        ),
        LogSignature(
            .says(.certificateUnverified), "certificate verify failed",
            unless: ["certificate is not yet valid", "certificate has expired"] + storage,
            by: [.daemon, .agent, .hub, .unknown],
            versions: "1.0–1.6",
            sample: "2026-11-29T10:01:00Z [WARN] - error:1416F086: certificate verify failed: self signed certificate"),
        LogSignature(
            .says(.certificateUnverified), "the remote certificate is invalid", unless: ["NotTimeValid"] + storage,
            by: [.agent, .hub, .unknown], versions: "1.0–1.6",
            sample:
                "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - AuthenticationException: The remote certificate is invalid"),
        LogSignature(
            .says(.certificateUnverified), "the remote certificate was rejected", unless: storage,
            by: [.agent, .hub, .unknown], versions: "1.4–1.6",
            sample:
                "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - AuthenticationException: The remote certificate was rejected"
        ),
        LogSignature(
            .says(.certificateOutOfTime), "the remote certificate is invalid", "NotTimeValid", unless: storage,
            by: [.agent, .hub, .unknown], versions: "1.2–1.6",
            sample:
                "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - The remote certificate is invalid: errors in the chain: NotTimeValid"
        ),
        LogSignature(
            .says(.certificateOutOfTime), "certificate verify failed", "certificate has expired", unless: storage,
            by: [.daemon, .agent, .hub, .unknown], versions: "1.0–1.6",
            sample: "2026-11-29T10:01:00Z [WARN] - error:1416F086: certificate verify failed: certificate has expired"),
    ]

    // MARK: - What works again

    // That provisioning is complete is none: the identity service says so of what it kept, without the network.

    static let reliefs = [
        LogSignature(
            .relieves(.connection), "edge agent connected to IoT Hub", by: agent, isRemark: true, versions: "1.0–1.6",
            sample: "<6> 2026-11-29 10:02:00.000 +00:00 [INF] - Edge agent connected to IoT Hub via Amqp_Tcp_Only."),
        LogSignature(
            .relieves(.connection), "obtained edge agent twin from IoTHub", by: agent, isRemark: true,
            versions: "1.0–1.6",
            sample: "<6> 2026-11-29 10:02:00.000 +00:00 [INF] - Obtained Edge agent twin from IoTHub, version 19"),
        LogSignature(
            .relieves(.connection), "exiting disconnected state", by: hub, isRemark: true, versions: "1.0–1.6",
            sample: "<6> 2026-11-29 10:02:00.000 +00:00 [INF] - Exiting disconnected state"),
        LogSignature(
            .relieves(.connection), "created cloud connection for client", by: hub, isRemark: true, versions: "1.0–1.6",
            sample: "<6> 2026-11-29 10:02:00.000 +00:00 [INF] - Created cloud connection for client gateway/$edgeHub"),
        LogSignature(
            .relieves(.deployment), "plan execution started for deployment", by: agent, isRemark: true,
            versions: "1.0–1.6",
            sample: "<6> 2026-11-29 10:02:00.000 +00:00 [INF] - Plan execution started for deployment 7"),
        LogSignature(
            .relieves(.engine), "daemon has completed initialization", by: [.engine], isRemark: true,
            versions: "Docker, Moby",
            sample: "time=\"2026-11-29T10:02:00Z\" level=info msg=\"Daemon has completed initialization\""),
        LogSignature(
            .relieves(.pull), "successfully pulled image", by: daemon, isRemark: true, versions: "1.0–1.6",
            sample: "2026-11-29T10:02:00Z [INFO] - Successfully pulled image registry.example/meter:1"),
        LogSignature(
            .relieves(.start), "successfully started module", by: daemon, isRemark: true, versions: "1.0–1.1",
            sample: "2026-11-29T10:02:00Z [INFO] - Successfully started module edgeHub"),
    ]
}
