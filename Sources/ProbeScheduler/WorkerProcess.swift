import ProbeCore
package import ProbeLinux
package import ProbeMeasurement
import Subprocess
import SystemPackage

/// The parent's side: this binary again, as one worker for one vantage.
///
/// However the worker ends, every question has an outcome in the end: those that it left open are `failed`.
package struct WorkerProcess: Sendable {
    private let plan: Plan
    private let catalog: [any Probe.Type]
    private let namespace: NetworkNamespace?
    private let executable: String

    /// How long a worker may take to end after its budget, or after it was asked to stop, before it is killed.
    private static let grace = Duration.seconds(2)

    /// Variables that may hold a password, which the worker gets with its plan and needs nowhere else.
    private static let withheld = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]

    static var environment: Environment {
        let withheld = Self.withheld.compactMap { Environment.Key(rawValue: $0) }.map { ($0, String?.none) }
        // A trap must end the worker at once instead of spending seconds on a backtrace.
        return .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]).updating(Dictionary(uniqueKeysWithValues: withheld))
    }

    /// Describes a worker.
    ///
    /// - Parameters:
    ///   - plan: what to run.
    ///   - catalog: the same as the worker's own.
    ///   - namespace: where it works; nothing for where this process is.
    ///   - executable: this binary; another one only in tests.
    package init(
        plan: Plan, catalog: [any Probe.Type], namespace: NetworkNamespace? = nil,
        executable: String = "/proc/self/exe"
    ) {
        self.plan = plan
        self.catalog = catalog
        self.namespace = namespace
        self.executable = executable
    }

    /// Starts the worker and hands on what it streams.
    ///
    /// - Parameters:
    ///   - interruption: returns when the run is to end early.
    ///   - othersEnd: returns once the other vantages that look through this one have nothing more to measure.
    ///   - emit: called for every event, in order.
    package func run(
        until interruption: @escaping @Sendable () async -> Void,
        othersEnd: @escaping @Sendable () async -> Void = {},
        emit: @escaping @Sendable (CatalogRun.Event) -> Void
    ) async {
        let start = ContinuousClock.now
        let questions = CatalogRun(plan: plan, probes: catalog)
        var ledger = Ledger(questions: questions.questions, vantage: plan.briefing.vantage)
        // Containers' namespaces are not this tool's to administer, whatever a probe would like.
        let place = WorkerPlace(namespace: namespace, keeps: namespace == nil ? questions.keeps : [])
        var ending: Sentence
        do {
            let plan = try WorkerPlan.encode(plan)
            let budget = self.plan.limits.budget.duration
            let result = try await Subprocess.run(
                .path(FilePath(executable)), arguments: Arguments(["worker"] + place.arguments),
                environment: Self.environment,
                input: .inputWriter, output: .sequence, error: .currentStandardError
            ) { worker in
                let input = worker.standardInputWriter
                _ = try await input.write(plan)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        await othersEnd()
                        // A worker that has nothing more to measure takes no more.
                        _ = try? await input.write(WorkerPlan.othersEnded + [0x0a])
                    }
                    group.addTask {
                        await interruption()
                        try await input.finish()
                        try await Task.sleep(for: Self.grace)
                        try worker.send(signal: .kill)
                    }
                    group.addTask {
                        try await Task.sleep(for: budget + Self.grace)
                        try worker.send(signal: .kill)
                    }
                    let lines = worker.standardOutput.strings(
                        separatedBy: .unicodeScalarSequence(["\n"]),
                        bufferingPolicy: .maxLineLength(WorkerMessage.longestLine))
                    for try await line in lines {
                        guard let message = try? WorkerMessage(line: line, catalog: catalog),
                            let event = ledger.take(message)
                        else { continue }
                        emit(event)
                    }
                    group.cancelAll()
                }
            }
            ending = Self.describe(result.terminationStatus)
        } catch {
            ending = "could not be run (\(Sentence(quoting: error)))"
        }
        for event in ledger.close(
            because: "the worker for \(plan.briefing.vantage) \(ending)", at: Seconds(.now - start))
        {
            emit(event)
        }
    }

    private static func describe(_ status: TerminationStatus) -> Sentence {
        switch status {
        case .exited(let code): "ended with exit code \(Int(code)) before it answered"
        case .signaled(let signal): "was ended by signal \(Int(signal))"
        }
    }
}
