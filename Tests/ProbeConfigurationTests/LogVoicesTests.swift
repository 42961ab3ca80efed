import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

/// Whose words a message has, how grave it is, and what is over.
struct `voices of logs` {
    private func told(_ text: String, of owner: LogSpeaker = .unknown) -> [LogSighting] {
        LogReader.read(Array(text.utf8), of: owner)?.sightings ?? []
    }

    private func codes(_ text: String, of owner: LogSpeaker = .unknown) -> [LogCode] {
        told(text, of: owner).map(\.code)
    }

    // MARK: - Crashes

    @Test(
        arguments: [
            (
                "terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc",
                .outOfMemory
            ),
            ("Unhandled exception. System.OutOfMemoryException: there was none.\n   at A.B(C)", .outOfMemory),
            (
                "Unhandled exception. System.AggregateException: (Permission denied /run/iotedge/mgmt.sock)",
                .socketDenied
            ),
            ("System.IO.IOException: Permission denied\n   at A.Connect(/run/iotedge/workload.sock)", .socketDenied),
            (
                "Unhandled exception. HttpHsmComunicationException: Error calling SignAsync: Module not found",
                .moduleNotFound
            ),
        ] as [(String, LogCode)])
    func `a crash has no head, whatever is said in passing before it`(crash: String, code: LogCode) throws {
        for head in ["<6> 2026-11-29 09:00:00.000 +00:00 [INF]", "2026-11-29 09:00:00.000 +00:00 [DBG]"] {
            let found = told("\(head) - Starting Edge Hub\n\(crash)\n")
            #expect(found.map(\.code) == [code], "\(crash)")
            #expect(found.first?.speaker == .hub && found.first?.last == Timestamp("2026-11-29T09:00:00Z"))
        }
    }

    @Test func `what goes on with a remark, and what it quotes, is said in passing as well`() {
        let head = "<6> 2026-11-29 09:00:00.000 +00:00 [INF] - "
        for rest in [
            "  Bind for 0.0.0.0:443 failed: port is already allocated",
            "   at Bind for 0.0.0.0:443: port is already allocated",
            " ---> Bind for 0.0.0.0:443 failed: port is already allocated",
        ] { #expect(codes("\(head)An old error:\n\(rest)\n", of: .agent).isEmpty, "\(rest)") }
        #expect(codes("\(head)Got \"\nBind for 0.0.0.0:443 failed: port is already allocated\"\n", of: .agent).isEmpty)
    }

    @Test func `a log that names itself late has the time of what came before`() {
        let text = """
            2026-11-29 09:00:00 +00:00 Starting Edge Hub
            Nov 29 09:00:01.863  INFO watchdog: Starting Watchdog
            2026-11-29 09:00:02.081 +00:00 Edge Hub Main()
            Unhandled exception. System.AggregateException: (Permission denied /run/iotedge/workload.sock)
             ---> SocketException (13): Permission denied /run/iotedge/workload.sock
            """
        #expect(told(text).map(\.last) == [Timestamp("2026-11-29T09:00:02Z")])
    }

    // MARK: - Quotations

    @Test(
        arguments: [
            (
                "Head \\\"https://plant.azurecr.io/v2/press/manifests/1\\\": unauthorized: authentication required",
                .imageUnauthorized
            ),
            (
                "Head \\\"https://plant.azurecr.io/v2/press/manifests/1\\\": denied: client is not allowed access",
                .imageForbidden
            ),
            ("Get \\\"https://plant.azurecr.io/v2/\\\": Proxy Authentication Required", .proxyAuthentication),
            ("Get \\\"https://plant.azurecr.io/v2/\\\": x509: certificate signed by unknown authority", .pullUntrusted),
            (
                "Get \\\"https://plant.azurecr.io/v2/\\\": x509: certificate has expired or is not yet valid: now is before 2027",
                .certificateNotYetValid
            ),
        ] as [(String, LogCode)])
    func `an engine quotes the address, and not the error`(error: String, code: LogCode) {
        let engine =
            "Nov 29 10:00:00 gateway dockerd[700]: time=\"2026-11-29T10:00:00.1Z\" level=error msg=\"Handler returned error: "
        #expect(codes("\(engine)\(error)\"") == [code])
        let daemon = "2026-11-29T10:00:00Z [WARN] - HTTP request to Docker failed: response={\"message\":\""
        #expect(codes("\(daemon)\(error)\"}", of: LogSpeaker(.daemon, "aziot-edged")) == [code])
        #expect(codes("\(engine)somebody wrote \\\"\(error.replacing("\\\"", with: ""))\\\" to me\"").isEmpty)
    }

    @Test func `an engine goes on to the next endpoint in passing, and no registry's silence is heard of that`() {
        func line(_ error: String) -> String {
            "Nov 29 10:00:00 gateway dockerd[7]: time=\"2026-11-29T10:00:00Z\" level=info msg=\"Attempting next endpoint for pull after error: \(error)\""
        }
        #expect(codes(line("no matching manifest for linux/arm/v7 in the manifest list entries")) == [.imageMissing])
        #expect(codes(line("Get https://mirror.example/v2/: dial tcp: lookup mirror.example: no such host")).isEmpty)
    }

    // MARK: - Somebody else's

    @Test(arguments: [
        "Unhandled exception: SqlException: pre-login ---> AuthenticationException: The remote certificate is invalid.",
        "IoT Hub Client for Python\nssl.SSLError: certificate verify failed: certificate has expired (_ssl.c:1076)",
        "2026/11/29 10:00:00 gateway of iotedge\n2026/11/29 10:00:00 listen tcp :8080: bind: address already in use",
        "error: Get https://historian.example/v2/data: x509: certificate signed by unknown authority",
        "error: Get \"https://historian.example/v2/\": dial tcp: lookup historian.example: no such host",
        "npm ERR! 407 Proxy Authentication Required: iothub", "Unhandled exception. System.OutOfMemoryException",
    ])
    func `a module speaks of its own errors`(text: String) {
        #expect(codes(text).isEmpty)
        #expect(codes(text, of: LogSpeaker(.module, "press")).isEmpty)
    }

    @Test(
        arguments: [
            (
                "Failed: Error authenticating token for gateway/press: UnauthorizedAccessException: The specified SAS token is expired",
                nil
            ),
            ("Failed upload metrics: SAS token is expired for https://plant.blob.core.windows.net/", nil),
            ("Error uploading logs: RequestFailedException: The remote certificate is invalid", nil),
            (
                "UnauthorizedException: Put token failed. status-code: 401, status-description: The specified SAS token is expired.",
                .tokenExpired
            ),
        ] as [(String, LogCode?)])
    func `a token is the device's where the hub refuses it`(text: String, code: LogCode?) {
        for owner in [LogSpeaker.agent, .hub] {
            #expect(codes("<4> 2026-11-29 10:00:00.000 +00:00 [WRN] - \(text)", of: owner) == [code].compactMap(\.self))
        }
    }

    // MARK: - Over

    @Test func `a start of the machine ends what was said before, once whoever said it is heard again`() throws {
        let daemon = "Nov 29 09:00:00 gateway aziot-edged[812]: "
        let failed =
            daemon + "2026-11-28T09:00:00Z [WARN] - Could not pull image r.example/press:1: no basic auth credentials\n"
        let later = daemon + "2026-11-29T09:00:00Z [INFO] - Edge runtime is running\n"
        for start in ["-- Reboot --\n", "-- Boot 2d0a0c1f0e0b4e0d9a8b7c6d5e4f3a2b --\n"] {
            #expect(told(failed + start + later).map(\.isOfEarlierStart) == [true])
            #expect(told(failed + start).map(\.isOfEarlierStart) == [nil])
            #expect(told(failed + start + later + failed).map(\.isOfEarlierStart) == [nil])
        }
    }

    @Test func `the identity service says of what it kept that provisioning is complete`() {
        let head = "Nov 29 10:00:00 gateway aziot-identityd[8]: 2026-11-29T10:00:00Z "
        let text =
            head + "[ERR!] - certificate verify failed: self signed certificate\n" + head
            + "[INFO] - Provisioning complete.\n"
        #expect(told(text).map(\.isRelieved) == [false])
    }

    @Test(arguments: [
        "edgeHub          failed           Failed (137) 2 minutes ago  mcr.microsoft.com/azureiotedge-hub:1.4",
        "0123 mcr.microsoft.com/azureiotedge-hub:1.4 \"/bin/sh\" 2 hours ago Exited (137) 2 minutes ago edgeHub",
    ])
    func `lists of containers say who was killed`(line: String) {
        #expect(codes("NAME STATUS\n\(line)\n") == [.killed])
        #expect(codes("NAME STATUS\n\(line.replacing("137", with: "143"))\n").isEmpty)
    }
}
