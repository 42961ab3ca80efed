import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

/// The shapes in which one complaint of the daemon's comes.
struct `forms of logs` {
    private static let said = "2026-11-29T09:01:00Z [WARN] - Could not pull image plant.azurecr.io/press:1"
    private static let cause =
        "caused by: Head https://plant.azurecr.io/v2/press/manifests/1: unauthorized: authentication required"

    private func told(_ text: String, of owner: LogSpeaker = .unknown) -> [LogSighting] {
        LogReader.read(Array(text.utf8), of: owner)?.sightings ?? []
    }

    @Test(arguments: [
        "Sun 2026-11-29 09:01:00 UTC gateway aziot-edged[812]: ",
        "Sun 2026-11-29 18:01:00 KST gateway aziot-edged[812]: ",
        "Nov 29 09:01:00 gateway aziot-edged.service/aziot-edged[812]: ", "[   12.345678] gateway aziot-edged[812]: ",
        "1795942860.123456 gateway aziot-edged[812]: ", "aziot-edged[812]: ",
        "Nov 29 09:01:00 gateway azure-iot-edge.aziot-edged[812]: ",
        "2026-11-29T09:01:00.5+00:00 gateway aziot-edged[812]: ",
    ])
    func `journalctl's outputs, with the program before each line`(head: String) throws {
        let found = told("\(head)\(Self.said)\n\(head)\t\(Self.cause)\n")
        #expect(found.map(\.code) == [.imageUnauthorized], "\(head)")
        let sighting = try #require(found.first)
        #expect(
            sighting.speaker == LogSpeaker(.daemon, "aziot-edged") && sighting.last == Timestamp("2026-11-29T09:01:00Z")
        )
    }

    @Test(arguments: [
        "Sun 2026-11-29 09:01:00 UTC gateway nginx[812]: ", "[   12.345678] gateway press[812]: ",
        "1795942860.123456 gateway press[812]: ",
    ])
    func `the same of other programs are theirs`(head: String) {
        #expect(told("\(head)listen tcp4 0.0.0.0:443: bind: address already in use\n").isEmpty)
        #expect(told("\(head)aziot: certificate verify failed\n").isEmpty)
    }

    @Test(arguments: ["\n", "\r\n"])
    func `records of JSON in one line, in several, and in events`(end: String) {
        let fields = [
            "\"__REALTIME_TIMESTAMP\" : \"1795942860000000\"", "\"_SYSTEMD_UNIT\" : \"aziot-edged.service\"",
            "\"MESSAGE\" : \"\(Self.said)\\n\\t\(Self.cause)\"",
        ]
        let line = "{\(fields.joined(separator: ", "))}"
        let pretty = "{\(end)\t\(fields.joined(separator: ",\(end)\t"))\(end)}"
        for text in [line, pretty, "data: \(line)", "\u{1e}\(line)", "\(pretty)\(end)\(pretty)"] {
            #expect(told(text + end).map(\.code) == [.imageUnauthorized], "\(text)")
        }
    }

    @Test(arguments: ["{\n", "{\n  \"a\": 1\n", "{\n  \"a\": 1,\n  \"b\": {\n"])
    func `a brace that nothing closes swallows nothing`(opening: String) {
        let line = "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - Empty edge agent config was received.\n"
        #expect(told(line + opening + line, of: .agent).map(\.count) == [2])
    }

    @Test(arguments: [
        "[1234567.890123] Out of memory: Killed process 4711 (dotnet) total-vm:3200000kB",
        "[Sun Nov 29 10:00:00 2026] Out of memory: Killed process 4711 (dotnet) total-vm:3200000kB",
        "[   12.345678] gateway kernel: Out of memory: Killed process 4711 (dotnet) total-vm:3200000kB",
    ])
    func `dmesg has the kernel's words`(line: String) {
        #expect(told("[    0.000000] Linux version 6.1\n\(line)\n").map(\.speaker) == [.kernel])
        #expect(told(line.replacing("dotnet", with: "press")).isEmpty)
    }

    @Test func `the event log of Windows as a list, a table and CSV has its times`() {
        let shapes = [
            "TimeCreated : 11/29/2026 5:48:48 PM\r\nMessage     : warn: edgelet_utils::logging -- \(Self.cause)\r\n",
            "11/29/2026 5:48:48 PM warn: edgelet_utils::logging -- \(Self.cause)\n",
            "29.11.2026 17:48:48 warn: edgelet_utils::logging -- \(Self.cause)\n",
            "29/11/2026 17:48:48 warn: edgelet_utils::logging -- \(Self.cause)\n",
            "\"TimeCreated\",\"Message\"\n\"11/29/2026 5:48:48 PM\",\"warn: edgelet_utils::logging -- \(Self.cause)\"\n",
            "\"11/29/2026 5:48:48 PM\",\"warn: edgelet_utils::logging -- Could not pull\"\n\"11/29/2026 5:48:48 PM\",\"warn: edgelet_utils::logging -- \(Self.cause)\"\n",
        ]
        for text in shapes {
            #expect(told(text).map(\.code) == [.imageUnauthorized], "\(text)")
            #expect(told(text).first?.last == Timestamp("2026-11-29T17:48:48Z"), "\(text)")
        }
    }

    @Test func `rows of the event log without the writer's words have them in a long cell`() {
        let words =
            "caused by: failed to create endpoint edgeHub on network nat: hnsCall failed in Win32: taken (0x20)."
        for text in [
            "\"TimeCreated\",\"Message\"\r\n\"11/29/2026 5:48:48 PM\",\"\(words)\"\r\n",
            "\"11/29/2026 5:48:48 PM\",\"1\",\"Warning\",\"\(words)\"\r\n",
            "\"TimeCreated\";\"Message\"\r\n\"29.11.2026 17:48:48\";\"\(words)\"\r\n",
            "#TYPE Selected\r\n\"29/11/2026 17:48:48\",\"warn: \(words)\"\r\n",
            "Level\tDate and Time\tSource\r\nWarning\t11/29/2026 5:48:48 PM\tiotedged\t1\tNone\t\"\(words)\"\r\n",
        ] {
            #expect(told(text).map(\.code) == [.portAllocated], "\(text)")
            #expect(told(text).first?.last == Timestamp("2026-11-29T17:48:48Z"), "\(text)")
        }
        // A table of anything else.
        #expect(told("\"name\",\"note\"\n\"a\",\"he said: port is already allocated\"\n").isEmpty)
    }

    @Test(arguments: ["docker", "iotedge", "kernel"])
    func `a file that is called after a program may hold edgeAgent's log`(name: String) throws {
        let owner = try #require(LogSpeaker(named: name))
        let text = """
            <6> 2026-11-29 10:00:00.000 +00:00 [INF] - Initializing Edge Agent.
            <4> 2026-11-29 10:01:00.000 +00:00 [WRN] - Empty edge agent config was received.
            """
        #expect(told(text, of: owner).map(\.speaker) == [.agent])
    }

    @Test func `docker-compose has services, in small letters and numbered`() {
        let line =
            "<4> 2026-11-29 10:00:00.000 +00:00 [WRN] - IotHubCommunicationException: Transient network error occurred"
        #expect(told("edgehub-1   | \(line)").map(\.speaker) == [.hub])
        #expect(told("plant-edgeAgent-1 | \(line)").map(\.speaker) == [.agent])
    }

    @Test func `of a file of very many lines the last are read, in time`() throws {
        let line = "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - Empty edge agent config was received.\n"
        let text =
            Array(line.utf8) + [UInt8](repeating: 0, count: 0) + Array(String(repeating: "x\n", count: 600_000).utf8)
        let evidence = try #require(LogReader.read(text + Array(line.utf8), of: .agent))
        #expect(evidence.isCut && evidence.sightings.map(\.count) == [1] && evidence.lines <= 200_000)
    }
}
