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
    @OptionGroup var reports: ReportOptions

    func run() async throws {
        let (plan, notes) = try options.plan()
        let vantages = options.vantages()
        try await Session(plan: plan, notes: notes, reports: reports).run {
            await Expedition(await vantages.choices(), hostName: DeviceFacts.read().hostname)
        }
    }
}

/// From a plan to the exit code: what `run` and `demo` share.
struct Session {
    let plan: Plan
    let notes: [Sentence]
    let reports: ReportOptions

    /// What finding the vantages and ending the workers may take beyond the budget, in seconds.
    private static let patience = 30.0

    /// Runs from the places that `prepare` finds.
    func run(from prepare: () async -> Expedition) async throws {
        ProcessSettings.ignoreBrokenPipes()
        let interruption = Interruption()
        ProcessSettings.endAfter(plan.limits.budget.value + Self.patience)
        do {
            try reports.checkDestinations()
        } catch let complaint as Complaint {
            throw complaint.said()
        }
        let arguments = CommandLineRedaction.arguments(ProcessTitle.arguments)
        CommandLineRedaction.maskProcessTitle()
        let progress = ProgressLine()
        async let _ = progress.keepDrawn()
        let found = await Investigation(
            base: plan, expedition: await prepare(), toolVersion: Edgeprobe.version, arguments: arguments, notes: notes
        ).run(until: { await interruption.wait() }, isInterrupted: { interruption.exitCode != nil }) {
            progress.show($0)
        }
        progress.clear()
        interruption.runIsOver()
        // Whoever reads the reports may take their time.
        ProcessSettings.endAfter(nil)
        guard let report = found.first else { throw ExitStatus.internalError }
        guard try Delivery.deliver(report, as: reports) else { throw ExitStatus.reportNotWritten }
        if let code = interruption.exitCode { throw ExitCode(code) }
        let status = ExitStatus.of(report.diagnosis, isStrict: reports.strict)
        if status != .success { throw status }
    }
}
