import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

struct `a reader of logs` {
    private func sightings(_ text: String, of owner: LogSpeaker = .unknown) -> [LogSighting] {
        LogReader.read(Array(text.utf8), of: owner)?.sightings ?? []
    }

    private func codes(_ text: String, of owner: LogSpeaker = .unknown) -> [LogCode] {
        sightings(text, of: owner).map(\.code)
    }

    // MARK: - The table

    @Test(arguments: LogSignatures.all.indices)
    func `hears in each sample what its signature means, and nothing else`(index: Int) {
        let signature = LogSignatures.all[index]
        guard case .says(let code) = signature.meaning else { return }
        #expect(codes(signature.sample, of: signature.speaker) == [code], "\(signature.sample)")
    }

    @Test func `has a signature for every code`() {
        let told = LogSignatures.all.compactMap { if case .says(let code) = $0.meaning { code } else { nil } }
        #expect(Set(told).union([.agentFallback]) == Set(LogCode.allCases))
        #expect(LogSignatures.all.allSatisfy { !$0.versions.isEmpty })
    }

    @Test(arguments: LogSignatures.all.indices)
    func `hears the same in a line that a terminal wrapped, in colour, and in JSON`(index: Int) {
        let signature = LogSignatures.all[index]
        guard case .says(let code) = signature.meaning, signature.speaker.kind != .kernel else { return }
        let wrapped = signature.sample.enumerated().map { $0 > 0 && $0 % 40 == 0 ? "\n\($1)" : "\($1)" }.joined()
        // A line that begins with what looks like a head of its own is one.
        #expect(codes(wrapped, of: signature.speaker).contains(code), "\(wrapped)")
        #expect(codes("\u{1b}[33m\(signature.sample)\u{1b}[0m", of: signature.speaker) == [code])
        let escaped = signature.sample.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("<", with: "\\u003c")
        let line = "{\"log\":\"\(escaped)\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-29T10:01:00.5Z\"}"
        #expect(codes(line, of: signature.speaker) == [code], "\(line)")
    }

    // MARK: - Forms

    @Test func `takes the journal's text, in whichever language the month is`() throws {
        let text = """
            Nov 29 10:01:00 gateway aziot-edged[812]: 2026-11-29T09:01:00Z [WARN] - container runtime error
            Nov 29 10:01:00 gateway aziot-edged[812]: Caused by:
            Nov 29 10:01:00 gateway aziot-edged[812]:     HTTP 500 Internal Server Error: Get "https://mcr.microsoft.com/v2/": net/http: TLS handshake timeout
            touko 29 10:02:00 gateway aziot-edged[812]: 2026-11-29T09:02:00Z [WARN] - Error in watchdog: Get "https://mcr.microsoft.com/v2/": net/http: TLS handshake timeout
            """
        let told = try #require(sightings(text).first)
        #expect(told.code == .pullUnanswered && told.count == 2)
        #expect(told.speaker == LogSpeaker(.daemon, "aziot-edged"))
        #expect(told.registry?.description == "mcr.microsoft.com")
        #expect(told.first == Timestamp("2026-11-29T09:01:00Z") && told.last == Timestamp("2026-11-29T09:02:00Z"))
    }

    @Test func `takes the journal's JSON by its trusted fields`() {
        let message = "Bind for 0.0.0.0:443 failed: port is already allocated"
        func entry(_ fields: String) -> String {
            "{\"__REALTIME_TIMESTAMP\":\"1795946460000000\",\(fields),\"MESSAGE\":\"level=error msg=\\\"\(message)\\\"\"}"
        }
        #expect(codes(entry("\"_SYSTEMD_UNIT\":\"docker.service\"")) == [.portAllocated])
        // Somebody else who calls himself so, and a container whose lines the engine writes for it.
        #expect(codes(entry("\"_SYSTEMD_UNIT\":\"user@1000.service\",\"SYSLOG_IDENTIFIER\":\"dockerd\"")).isEmpty)
        #expect(codes(entry("\"_SYSTEMD_UNIT\":\"docker.service\",\"CONTAINER_NAME\":\"meter\"")).isEmpty)
    }

    @Test func `takes entries whose message is a list of bytes`() {
        let bytes = Array("\u{1b}[31mMemory cgroup out of memory: Killed process 1 (dotnet)".utf8)
        let line = "{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":[\(bytes.map(String.init).joined(separator: ","))]}"
        #expect(codes(line) == [.outOfMemory])
    }

    @Test func `takes what Get-WinEvent shows, wrapped and in another language, also as UTF-16`() {
        let text = """
            29.11.2026 17:48:48 warn: edgelet_utils::logging -- Could not start module edgeHub
            29.11.2026 17:48:48 warn: edgelet_utils::logging --     caused by: failed to create endpoint edgeHub on network nat: hnsCall failed in Win32:
                                 Der Prozess kann nicht auf die Datei zugreifen. (0x2
                                 0)
            """
        #expect(sightings(text).map(\.code) == [.portAllocated])
        #expect(sightings(text).first?.module == "edgeHub")
        #expect(sightings(text).first?.speaker.name == "iotedged")
        let wide: [UInt8] =
            [0xff, 0xfe] + text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xff), UInt8(unit >> 8)] }
        #expect(LogReader.read(wide)?.sightings.map(\.code) == [.portAllocated])
    }

    @Test func `takes a line that was pasted alone, and half of one`() {
        let line = """
            (Docker API responded with status code=InternalServerError, response={\\"message\\":\\"driver failed programming \
            external connectivity on endpoint edgeHub (6a82): Error starting userland proxy: Bind for 0.0.0.0:443 failed: port \
            is already allocated\\"}\\n)
            """
        let told = sightings(line)
        #expect(told.map(\.code) == [.portAllocated] && told.first?.port == 443 && told.first?.module == "edgeHub")
        #expect(codes("Bind for 0.0.0.0:443 failed: port is already allocated") == [.portAllocated])
        #expect(
            codes(
                "Error parsing user input data: invalid hostname. Hostname cannot be empty or greater than 64 characters"
            ) == [.hostnameInvalid])
        #expect(codes("g userland proxy: Bind for 0.0.0.0:443 failed: port is already allocated\\\"}").count <= 1)
    }

    @Test func `knows whose log it is by its own first lines`() {
        let text = """
            2026-11-29 10:00:00.000 +00:00 Edge Agent Main()
            <4> 2026-11-29 10:01:00.000 +00:00 [WRN] - Empty edge agent config was received.
            """
        #expect(sightings(text).first?.speaker == .agent)
    }

    @Test func `of a long text reads the end that there is time for, and says how much it left`() throws {
        let line = "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - Empty edge agent config was received.\n"
        let text = Array(String(repeating: line, count: 40_000).utf8)
        let evidence = try #require(LogReader.read(text, of: .agent, within: .milliseconds(1)))
        let left = try #require(evidence.leftOut?.first { $0.list == .logKilobytes }?.count)
        #expect(evidence.isCut && evidence.sightings.map(\.code) == [.emptyConfig])
        #expect(left < text.count / 1_000 && left > text.count / 2_000 && evidence.lines > 500)
        #expect(LogReader.read(text, of: .agent, within: .seconds(600))?.lines == 40_000)
    }

    @Test func `is no text what is an archive, and zeros within a text are passed over`() {
        #expect(LogReader.read((0...255).map { UInt8($0) }) == nil)
        let line = "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - Empty edge agent config was received.\n"
        let lost = Array("Nov 29 10:0".utf8) + [UInt8](repeating: 0, count: 4_096) + [0x0a] + Array(line.utf8)
        #expect(LogReader.read(lost, of: .agent)?.sightings.map(\.code) == [.emptyConfig])
    }

    @Test(
        arguments: [
            (
                "Could not pull image plant.azurecr.io/meter:1: error parsing HTTP 403 response body: invalid character '<'",
                .imageForbidden
            ),
            (
                "Could not pull image x.azurecr.io/m:1\n    caused by: manifest for mcr.microsoft.com/m:1.0 not found",
                .imageMissing
            ),
            (
                "Could not pull image x.azurecr.io/m:1\n    caused by: image operating system \"windows\" cannot be used on this platform",
                .imageMissing
            ),
        ] as [(String, LogCode)])
    func `hears what engines of old say of a pull`(words: String, code: LogCode) {
        #expect(codes("2026-11-29T10:01:00Z [WARN] - \(words)\n") == [code])
    }

    @Test func `tells a socket's file of Windows from a port`() {
        let words = "An attempt was made to access a socket in a way forbidden by its access permissions"
        let line = "<3> 2026-11-29 10:01:00.000 +00:00 [ERR] - SocketException (10013): \(words)."
        #expect(codes("\(line) C:\\ProgramData\\iotedge\\workload\\sock\n") == [.socketDenied])
        #expect(codes("\(line) 0.0.0.0:443\n") == [.portDenied])
    }

    // MARK: - What belongs together

    @Test func `hears a fallback only where no connection lies between the attempts`() {
        func line(_ second: Int, _ text: String) -> String {
            "<6> 2026-11-29 10:00:0\(second).000 +00:00 [INF] - \(text)\n"
        }
        let amqp = "Edge agent attempting to connect to IoT Hub via Amqp_Tcp_Only..."
        let webSocket = "Edge agent attempting to connect to IoT Hub via Amqp_WebSocket_Only..."
        let connected = "Edge agent connected to IoT Hub via Amqp_Tcp_Only."
        #expect(codes(line(0, amqp) + line(1, webSocket)) == [.agentFallback])
        #expect(codes(line(0, amqp) + line(1, connected) + line(2, webSocket)).isEmpty)
        #expect(codes(line(0, webSocket)).isEmpty)
        let later = sightings(line(0, amqp) + line(1, webSocket) + line(2, connected))
        #expect(later.map(\.isRelieved) == [true])
    }

    @Test func `takes a pull for mended once the same image is pulled`() {
        let failed = "2026-11-29T10:01:00Z [WARN] - Could not pull image r.example/meter:1: no basic auth credentials\n"
        func pulled(_ tag: Int) -> String {
            "2026-11-29T10:02:00Z [INFO] - Successfully pulled image r.example/meter:\(tag)\n"
        }
        let daemon = LogSpeaker(.daemon, "aziot-edged")
        #expect(sightings(failed + pulled(1), of: daemon).map(\.isRelieved) == [true])
        #expect(sightings(failed + pulled(2), of: daemon).map(\.isRelieved) == [false])
    }

    // MARK: - What is nobody's complaint

    @Test(arguments: [
        "<6> 2026-11-29 10:00:00.000 +00:00 [INF] - Edge agent connected to IoT Hub via Amqp_Tcp_Only.",
        "<6> 2026-11-29 10:00:00.000 +00:00 [INF] - Received \"Bind for 0.0.0.0:443 failed: port is already allocated\"",
        "<4> 2026-11-29 10:00:00.000 +00:00 [WRN] - app said \"port is already allocated\" again",
        "INFO:root:somebody asked what an empty config file is",
        "user wrote: SAS token is expired, what now",
        "ModuleNotFoundError: No module named 'requests'",
        "Error: Cannot find module 'express'",
        "Nov 29 10:00:00 gateway sshd[1]: Bind for 0.0.0.0:443 failed: port is already allocated",
        "Nov 29 10:00:00 gateway kernel: Out of memory: Killed process 77 (chromium)",
        "2026-11-29T10:00:00Z [INFO] - <-- GET /modules?api-version=2022-08-03 {\"host\": \"mgmt.sock\"}",
    ])
    func `passes over what is healthy, quoted, or somebody else's`(line: String) {
        #expect(codes(line).isEmpty, "\(line)")
        #expect(codes(line, of: LogSpeaker(.module, "app")).isEmpty, "\(line)")
    }

    @Test(arguments: [
        "<6> 2026-11-29 10:00:00.000 +00:00 [INF] - Received \"Bind for 0.0.0.0:443 failed: port is already allocated\"",
        "<4> 2026-11-29 10:00:00.000 +00:00 [WRN] - app said \"port is already allocated\" again",
        "<6> 2026-11-29 10:00:00.000 +00:00 [INF] - SAS token is expired is what the module wrote",
    ])
    func `passes over what edgeAgent itself quotes, or mentions in passing`(line: String) {
        #expect(codes(line, of: .agent).isEmpty, "\(line)")
    }

    @Test func `hears a module only about what the runtime does to it`() {
        let module = LogSpeaker(.module, "meter")
        #expect(codes("Error: Bind for 0.0.0.0:443 failed: port is already allocated", of: module).isEmpty)
        #expect(codes("certificate verify failed", of: module).isEmpty)
        #expect(
            codes("Unhandled exception: Error calling SignAsync: Module not found, StatusCode: 404", of: module) == [
                .moduleNotFound
            ])
    }

    // MARK: - Secrets and bounds

    @Test func `keeps no text, and so no secret`() throws {
        let secret = "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k="
        let text = """
            <4> 2026-11-29 10:01:00.000 +00:00 [WRN] - HostName=h.azure-devices.net;SharedAccessKey=\(secret) SAS token is expired
            <4> 2026-11-29 10:01:00.000 +00:00 [WRN] - Could not pull image \(secret): no basic auth credentials
            <4> 2026-11-29 10:01:00.000 +00:00 [WRN] - on endpoint \(secret): Bind for 0.0.0.0:443 failed: port is already allocated
            <4> 2026-11-29 10:01:00.000 +00:00 [WRN] - https://user:\(secret)@r.example/v2/: unauthorized: authentication required
            """
        let evidence = try #require(LogReader.read(Array(text.utf8), of: .agent))
        #expect(evidence.sightings.map(\.code) == [.tokenExpired, .imageUnauthorized, .portAllocated])
        #expect(!"\(evidence)".contains(secret.prefix(12)))
    }

    @Test func `keeps as many different things as a report has room for, and counts the others`() {
        let text = (1...100).map {
            "2026-11-29T10:00:00Z [WARN] - Bind for 0.0.0.0:\($0) failed: port is already allocated"
        }
        .joined(separator: "\n")
        let evidence = LogReader.read(Array(text.utf8), of: LogSpeaker(.daemon, "aziot-edged"))
        #expect(evidence?.sightings.count == 64 && evidence?.leftOut == [LeftOut(.logSightings, 36)])
    }

    @Test func `hears as many programs at a time as there is room for, and counts what the others say`() {
        let text = (1...70).map { #"{"MESSAGE": "anything", "CONTAINER_NAME": "module\#($0)"}"# }
            .joined(separator: "\n")
        #expect(LogReader.read(Array(text.utf8))?.leftOut == [LeftOut(.logMessages, 6)])
    }

    @Test func `takes endless lines and endless messages in pieces`() {
        let line = String(repeating: "x", count: 200_000)
        #expect(codes("\(line)\n\(line)\nBind for 0.0.0.0:443 failed: port is already allocated").count <= 1)
        #expect(codes(String(repeating: "{", count: 100_000)).isEmpty)
    }
}
