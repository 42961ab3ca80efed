import Glibc
import Synchronization
import TestSupport
import Testing

/// A run that loses its worker, or is told to stop, still ends in a report.
@Suite(.aheadOfOthers) struct EarlyEndTests {
    /// Runs against silence, which takes seconds; at its first connection the action ends it somehow.
    private func run(
        _ end: @escaping @Sendable (ProcessTable.Run) -> Void
    ) async throws -> (ending: Binary.Ending, run: ProcessTable.Run) {
        let met = Mutex<ProcessTable.Run?>(nil)
        let ending = try await SilentServer.with { port in
            guard let run = ProcessTable.run(with: SilentServer.target(port)) else { return }
            met.withLock { $0 = run }
            end(run)
        } _: { port in
            try await Binary.run(SilentServer.arguments(port) + ["--format", "json"])
        }
        return (ending, try #require(met.withLock { $0 }))
    }

    @Test func `a worker that is killed leaves a report with failed outcomes`() async throws {
        let report = try await run { kill($0.worker, SIGKILL) }.ending
        let outline = try ReportOutline(report.output)
        #expect((report.status, outline.verdict) == (2, "inconclusive"))
        #expect(!outline.run.complete)
        let failed = outline.observations.filter { $0.outcome == "failed" }
        #expect(!failed.isEmpty)
        #expect(failed.allSatisfy { $0.code == "worker" && $0.reason?.contains("signal 9") == true })
        #expect(failed.contains { $0.reason?.hasSuffix("in the middle of this question") == true })
        #expect(outline.findings.isEmpty, "the tool's own trouble is no finding")
        let whole = try ReportOutline(try await run { _ in }.ending.output)
        #expect(outline.observations.map(\.probe).sorted() == whole.observations.map(\.probe).sorted())
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `a signal ends the run early with a partial report`(signal: Int32, status: Int32) async throws {
        let ending = try await run { kill($0.parent, signal) }.ending
        #expect(ending.status == status)
        let report = try ReportOutline(ending.output)
        #expect(!report.run.complete && report.verdict == "inconclusive")
        #expect(report.observations.contains { $0.code == "interrupted" })
        #expect(!report.observations.contains { $0.code == "worker" })
        #expect(report.findings.allSatisfy { $0.severity == "info" })
    }

    @Test func `what verify measured until a signal ended it is told, and nothing unmeasured is gone`() async throws {
        let folder = try ScratchFolder()
        let path = folder.file("report.json")
        let whole = try await SilentServer.with { _ in
        } _: { port in
            try await Binary.run(SilentServer.arguments(port) + ["--report", "json=\(path)"])
        }
        try #require(whole.status == 1, "\(whole.everything)")
        let ending = try await SilentServer.with { port in
            guard let run = ProcessTable.run(with: SilentServer.target(port)) else { return }
            kill(run.parent, SIGINT)
        } _: { port in
            try await Binary.run(["verify", path] + SilentServer.arguments(port).dropFirst() + ["--format", "json"])
        }
        #expect(ending.status == 130, "\(ending.everything)")
        #expect(ending.output.contains("\"findings\""), "\(ending.everything)")
        #expect(ending.output.firstMatch(of: /"state"\s*:\s*"gone"/) == nil, "\(ending.output)")
    }

    @Test func `a signal for the whole process group leaves the report to the parent`() async throws {
        let ending = try await run { run in
            kill(run.worker, SIGINT)
            kill(run.parent, SIGINT)
        }.ending
        #expect(ending.status == 130)
        #expect(!(try ReportOutline(ending.output)).observations.contains { $0.code == "worker" })
    }

    @Test func `a worker does not outlive its parent`() async throws {
        let met = Mutex<ProcessTable.Run?>(nil)
        let ending = try await SilentServer.with { port in
            guard let run = ProcessTable.run(with: SilentServer.target(port)) else { return }
            met.withLock { $0 = run }
            kill(run.parent, SIGKILL)
        } _: { port in
            try await Binary.shell(
                #"{ "$0" \#(SilentServer.arguments(port).joined(separator: " ")) 2>&1 >&3 | cat; } 3>/dev/null"#)
        }
        #expect(ending.output == "")
        let run = try #require(met.withLock { $0 })
        let end = ContinuousClock.now + .seconds(5)
        while ProcessTable.arguments(of: run.worker) != [""], .now < end {
            try await Task.sleep(for: .milliseconds(20))
        }
        for process in [run.parent, run.worker] {
            #expect(ProcessTable.arguments(of: process) == [""], "gone, or a zombie that nobody waits for")
        }
    }
}
