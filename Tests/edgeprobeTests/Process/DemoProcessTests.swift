import TestSupport
import Testing

/// The demonstration as people and scripts run it.
@Suite(.aheadOfOthers) struct DemoProcessTests {
    @Test func `a demonstration is ready, quickly`() async throws {
        let folder = try ScratchFolder()
        let ending = try await Binary.run("demo", "--report", "json=\(folder.file("report.json"))")
        #expect(ending.status == 0)
        #expect(ending.output.contains("READY") && ending.output.contains("DEMONSTRATION"))
        #expect(ending.errors == "")
        // Its budget is 15; a silence takes three.
        #expect(try ReportOutline(try folder.read("report.json")).run.durationSeconds < 10)
    }

    @Test func `a fault is named, and the exit code is the verdict's`() async throws {
        let ending = try await Binary.run("demo", "--fault", "mqtt-swallowed", "--format", "json")
        let report = try ReportOutline(ending.output)
        #expect(report.findings.map(\.cause) == ["mqtt.swallowed"])
        #expect((report.verdict, ending.status) == ("degraded", 0))
        #expect(report.formatVersion == 1 && report.run.complete)
        let strict = try await Binary.run("demo", "--fault", "mqtt-closed", "--strict")
        #expect(strict.status == 1)
        let blocked = try await Binary.run("demo", "--fault", "closed-443", "--format", "json")
        #expect((try ReportOutline(blocked.output).verdict, blocked.status) == ("blocked", 1))
    }

    @Test func `every fault of the list has its sentence`() async throws {
        let ending = try await Binary.run("demo", "--list-faults")
        let lines = ending.output.split(separator: "\n")
        #expect(ending.status == 0 && lines.count > 30)
        #expect(lines.allSatisfy { $0.hasSuffix(".") && $0.contains("  ") })
    }

    @Test(arguments: [nil, "tls-intercepted", "registry-data-closed", "proxy-403", "ws-upgrade-stripped"])
    func `a JSON report of the program holds to the schema`(fault: String?) async throws {
        let ending = try await Binary.run(["demo", "--format", "json"] + (fault.map { ["--fault", $0] } ?? []))
        let folder = try ScratchFolder()
        try folder.write(ending.output, to: "report.json")
        try await SchemaCheck.expect(folder.file("report.json"))
    }
}
