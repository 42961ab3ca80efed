import ArgumentParser
import ProbeApplication
import ProbeCore
import ProbeEngine
import ProbeEvidence
import ProbeFindings
import ProbeLinux
import ProbeMeasurement

/// Probes and reports.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Probe and report (the default).")

    @OptionGroup var options: RunOptions
    @OptionGroup var logs: LogOptions
    @OptionGroup var reports: ReportOptions

    func run() async throws {
        let watch = RunWatch(budget: options.budget)
        let (plan, notes) = try options.plan()
        let logs = try logs.reading(root: options.configRoot)
        let vantages = options.vantages()
        // Most of the budget is for the network.
        let deadline = ContinuousClock.now + min(VantageOptions.patience, plan.limits.budget.duration / 3)
        let session = Session(
            watch: watch, plan: plan, notes: notes, reports: reports, logs: logs, rounds: options.rounds)
        try await session.run {
            await Itinerary(of: plan, from: vantages, until: deadline)
        }
    }
}

extension Itinerary {
    /// The ways to the places that a plan is to be asked from, where containers ask whom the plan's deployment has them ask.
    init(of plan: Plan, from vantages: VantageOptions, until deadline: ContinuousClock.Instant) async {
        self.init(
            await vantages.choices(until: deadline), hostName: DeviceFacts.read().hostname,
            moduleResolvers: plan.services.deployment?.evidence.runtimeResolvers ?? [])
    }
}

extension Itinerary {
    /// With as many places as there is room for workers: the runtimes of those that got too little would trap, or wait for ever.
    fileprivate var withinReach: Itinerary {
        limited(
            to: 1 + StartReserve.furtherWorkers(atMost: max(0, count - 1)),
            because: SkipReason(
                .prerequisite,
                """
                this device's limits leave no room for a process more: fewer files or threads can be had than it takes \
                (LimitNOFILE=, TasksMax=, ulimit -n and -u, the control group's pids.max)
                """))
    }
}

/// From a plan to the exit code: what `run` and `demo` share.
struct Session {
    let watch: RunWatch
    let plan: Plan
    let notes: [Sentence]
    let reports: ReportOptions
    var logs = LogReading.none
    var rounds = Rounds()

    /// Runs from the places that `prepare` finds, and reports.
    func run(from prepare: @escaping @Sendable () async -> Itinerary) async throws {
        guard plan.services.furtherHubs.isEmpty else { return try await runOverHubs(from: prepare) }
        let report = try await measure(from: prepare).report
        tellWhetherOverdue()
        guard try await Delivery.deliver(report, as: reports, plan: plan) else { throw ExitStatus.reportNotWritten }
        // Also what came while the reports were written.
        if let code = watch.interruption.exitCode { throw ExitCode(code) }
        let status = ExitStatus.of(report.diagnosis, isStrict: reports.strict)
        if status != .success { throw status }
    }

    /// Asks one hub after the other, some at once, and reports on all of them together.
    private func runOverHubs(from prepare: @escaping @Sendable () async -> Itinerary) async throws {
        var gathering = Gathering(reports)
        var failure: (any Error)?
        _ = try await measure(from: prepare) { report in
            // Whoever reads a pipeline may take its time.
            watch.interruption.ask(after: nil)
            do { try gathering.take(report) } catch { failure = failure ?? error }
            watch.interruption.ask(after: longestRound)
        }
        tellWhetherOverdue()
        if let failure { throw failure }
        guard await gathering.deliver(plan: plan) else { throw ExitStatus.reportNotWritten }
        if let code = watch.interruption.exitCode { throw ExitCode(code) }
        guard let roundup = gathering.roundup else { throw ExitStatus.internalError }
        let status = ExitStatus.of(roundup, isStrict: reports.strict)
        if status != .success { throw status }
    }

    /// Says what a report is that a run ended early leaves, where one is delivered.
    private func tellWhetherOverdue() {
        guard watch.interruption.isOverdue else { return }
        _ = Complaint(
            "the run took longer than it may, and was ended: the report has what it measured until then.", .failure
        )
        .said()
    }

    /// A round asks hubs up to five times, each time fewer at once.
    private var longestRound: Double {
        plan.limits.budget.value * (plan.services.furtherHubs.isEmpty ? 1 : 10) + RunWatch.patience
    }

    /// Measures from the places that `prepare` finds.
    ///
    /// - Returns: the report of what was measured, and the exit code of what ended the run early: a signal, or its own time.
    func measure(
        from prepare: @escaping @Sendable () async -> Itinerary
    ) async throws -> (report: Report, interruption: ExitCode?) {
        var found: [Report] = []
        let interruption = try await measure(from: prepare) { found.append($0) }
        guard let report = found.first else { throw ExitStatus.internalError }
        return (report, interruption)
    }

    /// Measures from the places that `prepare` finds, and tells of each hub as soon as it is finished.
    ///
    /// - Returns: the exit code of the signal that ended the run early.
    private func measure(
        from prepare: @escaping @Sendable () async -> Itinerary, tell: (Report) async -> Void
    ) async throws -> ExitCode? {
        let interruption = watch.interruption
        interruption.ask(after: longestRound)
        do {
            try reports.checkDestinations()
        } catch let complaint as Complaint {
            throw complaint.said()
        }
        let arguments = CommandLineRedaction.arguments(ConnectionString.replaced(in: ProcessTitle.arguments))
        plan.services.secrets.forEach(Scrubber.learn)
        let progress = ProgressLine()
        async let _ = progress.keepDrawn()
        await Investigation(
            base: plan, itinerary: await prepared(by: prepare, interruption), toolVersion: Edgeprobe.version,
            arguments: arguments, notes: notes, logs: logs, rounds: rounds
        ).run(
            until: { await interruption.wait() }, isInterrupted: { interruption.exitCode != nil }, since: watch.start,
            watch: { progress.show($0) }, tell: tell)
        progress.clear()
        interruption.runIsOver()
        // Whoever reads the reports may take their time; who does not read at all is given up (`Delivery`).
        interruption.ask(after: nil)
        return interruption.exitCode.map { ExitCode($0) }
    }

    /// What a signal ends early is prepared as far as it was.
    private func prepared(
        by prepare: @escaping @Sendable () async -> Itinerary, _ interruption: Interruption
    ) async -> Itinerary {
        await withTaskGroup(of: Itinerary?.self) { group in
            group.addTask { await prepare() }
            group.addTask {
                await interruption.wait()
                return nil
            }
            var prepared: Itinerary?
            for await itinerary in group {
                prepared = prepared ?? itinerary
                group.cancelAll()
            }
            return (prepared ?? .hostAlone).withinReach
        }
    }
}
