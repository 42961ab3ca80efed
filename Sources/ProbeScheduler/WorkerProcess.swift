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
    /// Has the firewall's rules read by one who may; a line for the worker.
    private let firewall: @Sendable () async throws -> [UInt8]

    /// How long a worker may take to end after its budget, or after it was asked to stop, before it is killed.
    private static let grace = Duration.seconds(2)

    /// Describes a worker.
    ///
    /// - Parameters:
    ///   - plan: what to run.
    ///   - catalog: the same as the worker's own.
    ///   - namespace: where it works; nothing for where this process is.
    ///   - executable: this binary; another one only in tests.
    ///   - firewall: has the firewall's rules read by one who may; a line for the worker. Another one only in tests.
    package init(
        plan: Plan, catalog: [any Probe.Type], namespace: NetworkNamespace? = nil,
        executable: String = "/proc/self/exe",
        firewall: (@Sendable () async throws -> [UInt8])? = nil
    ) {
        self.plan = plan
        self.catalog = catalog
        self.namespace = namespace
        self.executable = executable
        let budget = plan.limits.budget.duration
        self.firewall = firewall ?? { try await NetfilterProcess().list(within: budget) }
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
        // What the firewall does is told of this process's own namespace alone.
        let readingsLeft = namespace == nil && questions.readsRules ? WorkerMessage.mostRuleReadings : 0
        var ending: Sentence
        do {
            let line = try WorkerInput.encode(plan)
            try StartReserve.requireDescriptorsOfProcess()
            let complaints = try ComplaintPipe(of: "worker")
            defer { complaints.end() }
            let result = try await Subprocess.run(
                .path(FilePath(executable)),
                arguments: Arguments(WorkerPlace(workerIn: namespace, reading: plan.ownFiles).arguments),
                environment: WorkerEnvironment.environment(avoiding: plan.briefing.silentFiles),
                input: .inputWriter, output: .sequence, error: complaints.output
            ) { worker in
                let (input, told) = AsyncStream.makeStream(of: [UInt8].self)
                told.yield(line)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await Self.tell(worker.standardInputWriter, input) }
                    group.addTask {
                        await othersEnd()
                        told.yield(WorkerInput.othersEnded)
                    }
                    group.addTask {
                        await interruption()
                        told.finish()
                        try await Task.sleep(for: Self.grace)
                        worker.end()
                    }
                    group.addTask { [budget = plan.limits.budget.duration] in
                        try await Task.sleep(for: budget + Self.grace)
                        worker.end()
                    }
                    // One that says no more, or too much, has nothing more to do; what ended by itself keeps its ending.
                    defer { worker.end() }
                    var readingsLeft = readingsLeft
                    // Each question begins and ends, and some that a worker asks; the rest is what a worker does not say.
                    var linesLeft = 2 * questions.questions.count + 100
                    var lines = LineSplitter(longest: WorkerMessage.longestLine, most: WorkerMessage.longest)
                    for try await chunk in worker.standardOutput {
                        for line in lines.take(chunk) where linesLeft > 0 {
                            linesLeft -= 1
                            guard let message = try? WorkerMessage(line: line, catalog: catalog) else { continue }
                            if case .asksForRules = message, readingsLeft > 0 {
                                readingsLeft -= 1
                                group.addTask { told.yield(try await firewall()) }
                            }
                            if let event = ledger.take(message) { emit(event) }
                        }
                        if lines.isExhausted || linesLeft <= 0 { break }
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

    /// Writes to a worker's standard input, one line after the other, and closes it behind the last.
    ///
    /// A worker that has nothing more to measure takes no more, which is no error.
    private static func tell(_ writer: StandardInputWriter, _ lines: AsyncStream<[UInt8]>) async throws {
        for await line in lines {
            guard (try? await writer.write(line)) != nil else { return }
        }
        try await writer.finish()
    }

    private static func describe(_ status: TerminationStatus) -> Sentence {
        switch status {
        case .exited(let code): "ended with exit code \(Int(code)) before it answered"
        case .signaled(let signal): "was ended by signal \(Int(signal))"
        }
    }
}

extension Plan {
    /// The files that stand for the machine's own, as tests name some.
    fileprivate var ownFiles: [String] {
        let usual = Briefing()
        return [briefing.resolverConfiguration, briefing.hostsFile].filter {
            $0 != usual.resolverConfiguration && $0 != usual.hostsFile
        }
    }
}
