import ProbeEvidence

/// Everything that is looked for in logs: the one table of texts.
package enum LogSignatures {
    package static let all = ofConnections + ofWays + ofProxies + ofPulls + ofStarts + ofEngines + ofTrust + reliefs

    /// Those that may be said in passing, for lines that are no warnings.
    static let remarks = all.filter(\.isRemark)

    static let runtime: Set<LogSpeaker.Kind> = [.agent, .hub, .daemon, .engine, .unknown]
    static let agent: Set<LogSpeaker.Kind> = [.agent, .unknown]
    static let hub: Set<LogSpeaker.Kind> = [.hub, .unknown]
    static let daemon: Set<LogSpeaker.Kind> = [.daemon, .unknown]

    /// Uploads of logs and metrics, with a token or a certificate that is not the hub's.
    static let storage: [StaticString] = [
        ".blob.core.", ".table.core.", ".queue.core.", ".ods.opinsights.", "uploading logs", "upload logs",
        "upload metrics", "RequestFailedException", "StorageException",
    ]

    /// The daemon's own, which Windows has as files.
    private static let socketFiles: [StaticString] = ["workload\\sock", "mgmt\\sock"]

    // MARK: - Starting

    private static let ofStarts = [
        LogSignature(
            .says(.portAllocated), "port is already allocated", by: runtime, versions: "1.0–1.6",
            sample:
                "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - driver failed on endpoint edgeHub: Bind for 0.0.0.0:443 failed: port is already allocated"
        ),
        LogSignature(
            .says(.portAllocated), "listen tcp", "bind: address already in use", by: runtime, versions: "1.0–1.6",
            sample:
                "time=\"2026-11-29T10:01:00Z\" level=error msg=\"userland proxy: listen tcp4 0.0.0.0:443: bind: address already in use\""
        ),
        LogSignature(
            .says(.portAllocated), "failed to bind host port", "address already in use", by: runtime,
            versions: "1.4–1.6",
            sample:
                "time=\"2026-11-29T10:01:00Z\" level=error msg=\"failed to bind host port 0.0.0.0:8883/tcp: address already in use\""
        ),
        LogSignature(
            .says(.portAllocated), "failed to bind to address", "address already in use", by: hub, versions: "1.0–1.6",
            sample:
                "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - IOException: Failed to bind to address https://[::]:443: address already in use."
        ),
        LogSignature(
            .says(.portAllocated), "SocketException (98)", "address already in use",
            unless: ["failed to bind to address"],
            by: hub, versions: "1.0–1.6",
            sample: "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - SocketException (98): Address already in use"),
        LogSignature(
            .says(.portAllocated), "hnsCall failed in Win32", "(0x20)", by: runtime,
            versions: "1.0–1.1, Windows containers",
            sample:
                "11/29/2026 5:48:48 PM warn: edgelet_utils::logging -- on endpoint edgeHub: hnsCall failed in Win32: occupied (0x20)"
        ),
        LogSignature(
            .says(.portAllocated), "hnsCall failed in Win32", "being used by another process", unless: ["(0x20)"],
            by: runtime, versions: "1.0–1.1, Windows containers",
            sample:
                "11/29/2026 5:48:48 PM warn: edgelet_utils::logging -- hnsCall failed in Win32: being used by another process"
        ),
        LogSignature(
            .says(.portAllocated), "(0x803b0013)", by: runtime, versions: "1.0–1.1, Windows containers",
            sample:
                "11/29/2026 5:48:48 PM warn: edgelet_utils::logging -- on endpoint edgeHub: hnsCall failed in Win32: taken (0x803b0013)"
        ),
        LogSignature(
            .says(.portAllocated), "HNS failed with error", "port already exists", unless: ["(0x803b0013)"],
            by: runtime,
            versions: "1.0–1.1, Windows containers",
            sample:
                "11/29/2026 5:48:48 PM warn: edgelet_utils::logging -- HNS failed with error: the port already exists"),
        LogSignature(
            .says(.portAllocated), "HNS failed with error", "being used by another process", by: runtime,
            versions: "1.0–1.1, Windows containers",
            sample:
                "11/29/2026 5:48:48 PM warn: edgelet_utils::logging -- HNS failed with error: being used by another process"
        ),
        LogSignature(
            .says(.portAllocated), "only one usage of each socket address", by: runtime, versions: "1.0–1.1, Windows",
            sample:
                "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - bind 0.0.0.0:443: only one usage of each socket address is allowed"
        ),
        LogSignature(
            .says(.portDenied), "bind for", "unexpected error permission denied", by: runtime, versions: "1.0–1.6",
            sample:
                "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - userland proxy: Bind for 0.0.0.0:443: unexpected error Permission denied"
        ),
        LogSignature(
            .says(.portDenied), "listen tcp", "bind: permission denied", by: runtime, versions: "1.0–1.6",
            sample:
                "time=\"2026-11-29T10:01:00Z\" level=error msg=\"listen tcp4 0.0.0.0:443: bind: permission denied\""),
        LogSignature(
            .says(.portDenied), "rootlessport cannot expose privileged port", by: runtime, versions: "Podman",
            sample:
                "error: rootlessport cannot expose privileged port 443, as net.ipv4.ip_unprivileged_port_start has it"
        ),
        LogSignature(
            .says(.portDenied), "to access a socket in a way forbidden by its access permissions",
            unless: socketFiles, by: runtime,
            versions: "1.0–1.1, Windows",
            sample:
                "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - tried 0.0.0.0:443 to access a socket in a way forbidden by its access permissions"
        ),
        LogSignature(
            .says(.socketDenied), "to access a socket in a way forbidden by its access permissions", "workload\\sock",
            by: [.agent, .hub, .daemon, .module, .unknown], versions: "1.0–1.1, Windows",
            sample:
                #"SocketException (10013): to access a socket in a way forbidden by its access permissions C:\iotedge\workload\sock"#
        ),
        LogSignature(
            .says(.socketDenied), "to access a socket in a way forbidden by its access permissions", "mgmt\\sock",
            by: [.agent, .hub, .daemon, .module, .unknown], versions: "1.0–1.1, Windows",
            sample:
                #"SocketException (10013): to access a socket in a way forbidden by its access permissions C:\iotedge\mgmt\sock"#
        ),
        LogSignature(
            .says(.hostnameInvalid), "invalid hostname", unless: ["greater than 64"], by: daemon, versions: "1.0–1.6",
            sample: "2026-11-29T10:01:00Z [ERR!] - Error parsing user input data: invalid hostname"),
        LogSignature(
            .says(.hostnameInvalid), "hostname cannot be empty or greater than 64", by: daemon, versions: "1.0–1.1",
            sample: "2026-11-29T10:01:00Z [ERR!] - The hostname cannot be empty or greater than 64 characters"),
        LogSignature(
            .says(.hostnameInvalid), "ASN1_mbstring_ncopy", "string too long", by: daemon, versions: "1.2–1.6",
            sample: "2026-11-29T10:01:00Z [ERR!] - ASN1_mbstring_ncopy: string too long (maxsize=64)"),
        LogSignature(
            .says(.socketDenied), "permission denied", "mgmt.sock", by: [.agent, .hub, .daemon, .module, .unknown],
            versions: "1.0–1.6",
            sample:
                "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - SocketException (13): Permission denied /run/iotedge/mgmt.sock"
        ),
        LogSignature(
            .says(.socketDenied), "permission denied", "workload.sock", by: [.agent, .hub, .daemon, .module, .unknown],
            versions: "1.0–1.6",
            sample:
                "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - SocketException (13): Permission denied /run/iotedge/workload.sock"
        ),
        LogSignature(
            .says(.socketDenied), "mgmt.sock", "permission denied", by: [.agent, .hub, .daemon, .module, .unknown],
            versions: "1.0–1.6",
            sample:
                "2026-11-29T10:01:00Z [WARN] - connecting to /run/iotedge/mgmt.sock: Permission denied (os error 13)"),
        LogSignature(
            .says(.socketDenied), "failed to send HTTP request", "permission denied (os error 13)", by: [.daemon],
            versions: "1.2–1.6",
            sample:
                "2026-11-29T10:01:00Z [WARN] - Failed to send HTTP request (1 of 2): Permission denied (os error 13)"),
        LogSignature(
            // Also where its key is not to be had, which is no matter of modules.
            .says(.moduleNotFound), "error calling SignAsync: module not found", unless: ["HSM API failure"],
            by: [.agent, .hub, .daemon, .module, .unknown], versions: "1.0–1.6",
            sample: "Unhandled exception: HttpHsmComunicationException: Error calling SignAsync: Module not found"),
        LogSignature(
            .says(.moduleNotFound), "executing HTTP request fails, status=404", "module not found",
            by: [.agent, .hub, .daemon, .module, .unknown], versions: "1.0",
            sample:
                "Error: hsm_client_http_edge.c executing HTTP request fails, status=404, {\"message\":\"Module not found\"}"
        ),
        LogSignature(
            .says(.moduleNotFound), "\"POST /modules/", "/sign?", "HTTP/1.1\" 404", by: [.daemon], isRemark: true,
            versions: "1.0–1.1",
            sample:
                "2026-11-29T10:01:00Z [INFO] - [work] \"POST /modules/meter/genid/1/sign?api-version=1 HTTP/1.1\" 404 30"
        ),
        LogSignature(
            .says(.outOfMemory), "System.OutOfMemoryException", by: [.agent, .hub, .unknown], versions: "1.0–1.6",
            sample: "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - System.OutOfMemoryException in DotNetty.Buffers"),
        LogSignature(
            .says(.outOfMemory), "std::bad_alloc", by: [.agent, .hub, .unknown], versions: "1.0–1.6",
            sample: "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - ended by an instance of 'std::bad_alloc'"),
        LogSignature(
            .says(.outOfMemory), "out of memory", "kill", "(dotnet)", by: [.kernel], versions: "Linux",
            sample: "Memory cgroup out of memory: Killed process 4711 (dotnet) total-vm:3200000kB"),
        LogSignature(
            .says(.killed), "edgeHub", "exit code 137", by: [.agent, .daemon, .unknown], versions: "1.0–1.6",
            sample: "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - Module edgeHub stopped with exit code 137"),
        LogSignature(
            .says(.killed), "edgeHub", "Failed (137)", by: [.unknown], versions: "1.0–1.6",
            sample: "edgeHub failed Failed (137) 2 minutes ago"),
        LogSignature(
            .says(.killed), "azureiotedge-hub", "Exited (137)", by: [.unknown], versions: "docker ps",
            sample:
                "6f1e registry.example/azureiotedge-hub:1 \"/bin/sh\" 2 hours ago Exited (137) 2 minutes ago edgeHub"),
        LogSignature(
            .says(.malformedTime), "System.FormatException", "as a valid DateTime", by: hub, versions: "1.4–1.6",
            sample:
                "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - System.FormatException: String '29.11.' was not taken as a valid DateTime"
        ),
    ]
}
