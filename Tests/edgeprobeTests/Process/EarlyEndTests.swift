import Glibc
import Testing

/// A run that loses its worker, or is told to stop, still ends in a report.
struct EarlyEndTests {
    /// A run that waits for seconds unless it is ended.
    private static let long = ["demo", "--fault", "tls-swallowed", "--format", "json"]

    @Test func `a worker that is killed leaves a report with failed outcomes`() async throws {
        let ending = try await Binary.run(Self.long) { parent in
            kill(try await ProcessTable.worker(of: parent), SIGKILL)
        }
        let report = try ReportOutline(ending.output)
        #expect((ending.status, report.verdict) == (2, "inconclusive"))
        #expect(!report.run.complete)
        let failed = report.observations.filter { $0.outcome == "failed" }
        #expect(!failed.isEmpty)
        #expect(failed.allSatisfy { $0.code == "worker" && $0.reason?.contains("signal 9") == true })
        #expect(report.findings.isEmpty, "the tool's own trouble is no finding")
        let whole = try await Binary.run("demo", "--format", "json")
        // The fault adds no question, so every one of them has its outcome.
        #expect(report.observations.count == (try ReportOutline(whole.output)).observations.count)
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `a signal ends the run early with a partial report`(signal: Int32, status: Int32) async throws {
        let start = ContinuousClock.now
        let ending = try await Binary.run(Self.long) { parent in
            _ = try await ProcessTable.worker(of: parent)
            kill(parent, signal)
        }
        #expect(ending.status == status)
        let report = try ReportOutline(ending.output)
        #expect(!report.run.complete && report.verdict == "inconclusive")
        #expect(report.observations.contains { $0.code == "interrupted" })
        #expect(!report.observations.contains { $0.code == "worker" })
        #expect(report.findings.allSatisfy { $0.severity == "info" })
        #expect(start.duration(to: .now) < .seconds(20))
    }

    @Test func `a worker does not outlive its parent`() async throws {
        var worker: pid_t?
        let ending = try await Binary.run(Self.long) { parent in
            worker = try await ProcessTable.worker(of: parent)
            kill(parent, SIGKILL)
        }
        #expect(ending.status == nil)
        try await ProcessTable.end(of: try #require(worker))
    }
}
