import ArgumentParser
import ProbeApplication
import ProbeConfiguration
import ProbeCore
import ProbeDiagnosis
import ProbeEngine
import ProbeEvidence
import ProbeFindings
import ProbeLinux
import ProbeMeasurement
import Probes
import Reports

/// After a fix: measures again what the findings of a report stood on.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "After a fix: repeat what failed in a JSON report; each finding is gone, still there, or another.",
        discussion: """
            Asks what the report's run asked, from the same places; options name what a report does not hold, such as \
            --ca-file, a file of --log, or a proxy's password. Exit codes: 0 all gone, 1 something still stands in the way, 2 something could \
            not be measured. Example: sudo edgeprobe verify report.json
            """)

    @Argument(help: "A JSON report of this device.", completion: .recordings)
    var recording: String

    @OptionGroup var options: RunOptions
    @OptionGroup var logs: LogOptions

    @Option(help: "text or json.")
    var format = CompareCommand.Format.text

    @Flag(help: "Text without Unicode, for a serial console.")
    var ascii = false

    @OptionGroup var language: LanguageOption

    func run() async throws {
        guard options.hubsFiles.isEmpty, options.hubs.count < 2 else {
            throw Complaint("verify asks one hub again: name it with --hub.", ExitStatus.usage)
        }
        let watch = RunWatch(budget: options.budget)
        let chosen = try options.hub.map { try HubArgument(parsing: $0).name }
        let recorded = try read(chosen)
        try check(recorded)
        let old = recorded.judgedAgain(Diagnosis(prescribingFor: recorded.survey)).redrawn
        let (plan, notes) = try Trial(old, options).plan()
        let given = options.vantages()
        let places = VantageOptions(
            requested: options.vantage.isEmpty ? old.survey.vantages : given.requested,
            edgeNetwork: given.edgeNetwork, mtuToCome: given.mtuToCome, socket: given.socket)
        var new = old
        var interruption: ExitCode?
        if !plan.limits.only.isEmpty {
            // Standard input may take its time.
            let logs = try logs.reading(root: options.configRoot)
            let deadline = ContinuousClock.now + min(VantageOptions.patience, plan.limits.budget.duration / 3)
            let session = Session(
                watch: watch, plan: plan, notes: notes, reports: try ReportOptions.parse([]), logs: logs)
            (new, interruption) = try await session.measure {
                await Itinerary(of: plan, from: places, until: deadline)
            }
        }
        let verification = Verification(of: old, by: new)
        try write(verification)
        // What was not measured is told as such; who asked for an end is told that it came to one.
        if let interruption {
            if watch.interruption.isOverdue {
                throw Complaint(
                    "the run took longer than it may, and was ended: what it did not measure until then is still open.",
                    interruption)
            }
            throw interruption
        }
        if verification.isBlocked { throw ExitCode(1) }
        if verification.isOpen { throw ExitCode(2) }
    }

    /// The hub's own, of a report about several; where a report is about one, `check` says of which.
    private func read(_ hub: HostName?) throws -> Report {
        do {
            return try ReportArgument.read(recording).report
        } catch  where hub != nil {
            return try ReportArgument.read(recording, about: hub).report
        }
    }

    private func write(_ verification: Verification) throws {
        let text =
            switch format {
            case .text: VerificationText.render(verification, Delivery.display(isASCII: ascii, at: .standardOutput))
            case .json: try VerificationJSON.render(verification)
            }
        try StandardStreams.write(text, to: .output)
    }

    /// What keeps a report from being measured again.
    private func check(_ report: Report) throws {
        if let hub = try options.hub.map({ try HubArgument(parsing: $0) })?.name, hub != report.survey.assignment.hub {
            throw Complaint(
                """
                the report is about \(report.survey.assignment.hub), which verify asks again; for \(hub) make a run of its \
                own.
                """, ExitStatus.usage)
        }
        if report.redaction != nil {
            throw Complaint(
                """
                the report is redacted, so whom it names cannot be asked again: give the one that was written without \
                --redact.
                """, ExitStatus.usage)
        }
        if report.survey.assignment.isDemonstration {
            throw Complaint(
                "the report is of a demonstration, whose hub is there no more: edgeprobe demo shows it again.",
                ExitStatus.usage)
        }
        if report.survey.assignment.hasGivenRoots, options.caFile == nil, options.trustOnly == nil {
            throw Complaint(
                "the report's run was given roots, which a report does not hold: name the file again with --ca-file.",
                ExitStatus.usage)
        }
        if !report.survey.seen(ReadDeployment.self).isEmpty, options.deploymentOptions.deployment == nil {
            throw Complaint(
                "the report's run read a deployment, which a report does not hold: name the file again with --deployment.",
                ExitStatus.usage)
        }
        // Whoever wrote the report would choose what is opened on this machine, with this user's rights.
        let isElsewhere = report.survey.vantages.contains { vantage in
            guard case .namespace(let name) = vantage else { return false }
            return name.hasPrefix("/")
        }
        if isElsewhere, options.vantage.isEmpty {
            throw Complaint(
                "the report's run measured from a file that it names, which verify opens only where you name it: with --vantage.",
                ExitStatus.usage)
        }
        let isRedirected = report.survey.seen(ConnectEndpoint.self).contains { $0.evidence.wasRedirected }
        if isRedirected, options.connectTo.isEmpty {
            throw Complaint(
                "the report's run dialled elsewhere, which a report does not hold: name it again with --connect-to.",
                ExitStatus.usage)
        }
    }
}

/// What a verification asks: what the report's run was to ask, and of that what its findings stood on.
private struct Trial {
    private let report: Report
    private let options: RunOptions

    init(_ report: Report, _ options: RunOptions) {
        self.report = report
        self.options = options
    }

    /// The command line wins over the report, and that over what this device's configuration says today; except for what
    /// the configuration had said, which may be what was mended.
    func plan() throws -> (plan: Plan, notes: [Sentence]) {
        let assignment = report.survey.assignment
        var named = options
        if named.hubs.isEmpty { named.hubs = [assignment.hub.description] }
        let (base, notes) = try named.plan()
        var plan = base
        let today = plan.services
        plan.services.take(assignment)
        plan.services.hub = options.hub == nil ? assignment.hub : today.hub
        let hasOwnProxy = options.proxy != nil || assignment.proxySource != .commandLine
        let isSameProxy = today.proxy?.address == assignment.proxy
        if hasOwnProxy || isSameProxy { plan.services.proxy = today.proxy }
        if options.idScope != nil { plan.services.idScope = today.idScope }
        if !options.registry.isEmpty {
            plan.services.registries = today.registries
            plan.services.registryPorts = today.registryPorts
            plan.services.spareRegistries = today.spareRegistries
            plan.services.mirrors = today.mirrors
        }
        let configured = RunOptions.configuration(below: options.configRoot).edge?.upstream
        plan.services.upstream = options.upstream ?? configured ?? assignment.upstream
        if !assignment.hasControlResolver { plan.services.controlResolver = nil }
        if options.portCheck == nil, let ports = assignment.edgeHubPorts {
            plan.device.localPorts =
                ports == PortBinding.edgeHubDefaults.map(\.port)
                ? PortBinding.edgeHubDefaults : ports.map { PortBinding(port: $0) }
        }
        if options.only.isEmpty { plan.limits.only = Verification.probes(for: report).map(\.description) }
        return (plan, notes)
    }
}

extension Report {
    /// With the matrix drawn anew, by the numbers that the findings have.
    fileprivate var redrawn: Report {
        var report = self
        report.diagnosis = diagnosis.redrawn(for: survey)
        return report
    }
}
