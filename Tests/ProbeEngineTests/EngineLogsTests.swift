import ProbeCore
@testable import ProbeEngine
import ProbeEvidence
import TestSupport
import Testing

struct EngineLogsTests {
    private static let id = String(repeating: "ab", count: 32)
    private static let now = Timestamp("2026-11-29T12:00:00Z") ?? Timestamp(secondsSince1970: 0)

    /// Lines as the engine's stream has them, a frame each.
    private static func frames(_ lines: [String], of stream: UInt8 = 1) -> [UInt8] {
        lines.flatMap { line -> [UInt8] in
            let text = Array("\(line)\n".utf8)
            return [stream, 0, 0, 0, 0, 0, UInt8(text.count >> 8), UInt8(text.count & 0xff)] + text
        }
    }

    // MARK: - The stream

    @Test func `a stream's frames are put together, whichever stream they are of`() {
        let bytes = Self.frames(["one"]) + Self.frames(["two"], of: 2)
        #expect(EngineLogStream.text(bytes, hasTerminal: false) == Array("one\ntwo\n".utf8))
    }

    @Test func `a terminal's stream has no frames, and a broken one ends where it breaks`() {
        #expect(EngineLogStream.text(Array("plain\n".utf8), hasTerminal: true) == Array("plain\n".utf8))
        #expect(EngineLogStream.text(Array("plain\n".utf8), hasTerminal: false) == Array("plain\n".utf8))
        #expect(
            EngineLogStream.text(Self.frames(["one"]) + [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x41], hasTerminal: false)
                == Array("one\nA".utf8))
        #expect(EngineLogStream.text([], hasTerminal: false).isEmpty)
    }

    // MARK: - What is read

    private func read(_ state: String, detail: String, log: [String]) async throws -> [(
        name: String, evidence: LogEvidence
    )] {
        let list = #"[{"Id":"\#(Self.id)","Names":["/edgeAgent"],"State":"\#(state)","Labels":{}}]"#
        let since = Self.now.secondsSince1970 - 86_400
        let target = "/containers/\(Self.id)/logs?stdout=1&stderr=1&tail=4000&timestamps=1&since=\(since)"
        return try await FakeEngine.with([
            "/containers/json?all=1": .json(list), "/containers/\(Self.id)/json": .json(detail),
            target: .json(String(decoding: Self.frames(log), as: UTF8.self)),
        ]) { engine in
            try await EngineLogs(socket: engine.path, until: .now + .seconds(5)).read(now: Self.now).read
        }
    }

    @Test func `edgeAgent's log is read, with what the engine says of the container`() async throws {
        let line =
            "2026-11-29T11:00:00.5Z <4> 2026-11-29 11:00:00.000 +00:00 [WRN] - Empty edge agent config was received."
        let told = try await read(
            "exited", detail: #"{"State":{"Running":false,"ExitCode":137,"OOMKilled":true},"RestartCount":4}"#,
            log: [line, line])
        let evidence = try #require(told.first?.evidence)
        #expect(told.map(\.name) == ["edgeAgent"])
        #expect(evidence.sightings.map(\.code) == [.emptyConfig] && evidence.sightings.first?.count == 2)
        #expect(evidence.last == Timestamp("2026-11-29T11:00:00Z"))
        let container = try #require(evidence.container)
        #expect(container.exitCode == 137 && container.isOutOfMemory && container.restarts == 4 && !container.isRunning)
    }

    @Test func `a log that the engine does not keep leaves what the engine says`() async throws {
        let list = #"[{"Id":"\#(Self.id)","Names":["/edgeHub"],"State":"running"}]"#
        let told = try await FakeEngine.with([
            "/containers/json?all=1": .json(list), "/containers/\(Self.id)/json": .json(#"{"State":{"Running":true}}"#),
        ]) { engine in
            try await EngineLogs(socket: engine.path, until: .now + .seconds(5)).read(now: Self.now).read
        }
        #expect(told.map(\.name) == ["edgeHub"] && told.first?.evidence.isCut == true)
    }

    @Test func `a module that stays up, and a container that is none, are left alone`() async throws {
        let owner = #"{"net.azure-devices.edge.owner":"Microsoft.Azure.Devices.Edge.Agent"}"#
        let list = """
            [{"Id":"\(Self.id)","Names":["/meter"],"State":"running","Labels":\(owner)},
             {"Id":"cd\(Self.id.dropFirst(2))","Names":["/web"],"State":"exited","Labels":{}}]
            """
        let detail = #"{"State":{"Running":true,"StartedAt":"2026-11-01T00:00:00.1Z"},"RestartCount":0}"#
        let told = try await FakeEngine.with([
            "/containers/json?all=1": .json(list), "/containers/\(Self.id)/json": .json(detail),
        ]) { engine in
            try await EngineLogs(socket: engine.path, until: .now + .seconds(5)).read(now: Self.now).read
        }
        #expect(told.isEmpty)
    }

    @Test func `containers that are too many, or not told of in time, are counted`() async throws {
        func id(_ number: Int) -> String { String(repeating: "0", count: 62) + String(10 + number) }
        let owner = #"{"net.azure-devices.edge.owner":"Microsoft.Azure.Devices.Edge.Agent"}"#
        let list = (0..<20).map { #"{"Id":"\#(id($0))","Names":["/m\#($0)"],"State":"running","Labels":\#(owner)}"# }
        var replies: [String: FakeEngine.Reply] = ["/containers/json?all=1": .json("[\(list.joined(separator: ","))]")]
        for number in 0..<16 {
            // The second breaks off, the third is gone.
            replies["/containers/\(id(number))/json"] =
                number == 1
                ? .raw("nonsense") : number == 2 ? nil : .json(#"{"State":{"Running":true},"RestartCount":0}"#)
        }
        let told = try await FakeEngine.with(replies) { engine in
            try await EngineLogs(socket: engine.path, until: .now + .seconds(5)).read(now: Self.now)
        }
        #expect(told.read.isEmpty && told.leftOut == 5)
    }
}
