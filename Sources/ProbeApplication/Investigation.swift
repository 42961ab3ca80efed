package import ProbeCore
import ProbeDiagnosis
package import ProbeEngine
import ProbeEvidence
package import ProbeFindings
package import ProbeLinux
package import ProbeMeasurement
package import ProbeScheduler
import Probes
import Synchronization

/// One run from plan to reports: a crew for each vantage, then diagnosis and guidance, for each hub.
package struct Investigation: Sendable {
    /// Something happened to a question of a vantage.
    package enum Event: Sendable {
        case started(ProbeID, any Subject, Plan)
        case concluded(ProbeID, any Subject, Vantage)
    }

    /// Measures what a plan asks, in a namespace or where this process is, until it is told to end early; `othersEnd`
    /// returns once the vantages that look through this one have nothing more to measure.
    package typealias Crew =
        @Sendable (
            _ plan: Plan, _ namespace: NetworkNamespace?, _ interruption: @escaping @Sendable () async -> Void,
            _ othersEnd: @escaping @Sendable () async -> Void, _ emit: @escaping @Sendable (CatalogRun.Event) -> Void
        ) async -> Void

    /// What was asked, before it was fitted to a vantage.
    private(set) var base: Plan
    let itinerary: Itinerary
    private let toolVersion: String
    /// As the report shows them, without secrets.
    private let arguments: [String]
    private let notes: [Sentence]
    private let logs: LogReading
    let rounds: Rounds
    let crew: Crew

    /// Describes a run.
    ///
    /// - Parameters:
    ///   - base: what is asked, of the host.
    ///   - itinerary: the ways to the vantages.
    ///   - toolVersion: as reports show it.
    ///   - arguments: as reports show them, without secrets.
    ///   - notes: about what was changed on the way to the plan.
    ///   - logs: those that it reads.
    ///   - rounds: how it goes about many hubs.
    ///   - crew: measures for one vantage; a process of this binary, unless a test works in its own.
    package init(
        base: Plan, itinerary: Itinerary, toolVersion: String, arguments: [String] = [], notes: [Sentence] = [],
        logs: LogReading = .none, rounds: Rounds = Rounds(), crew: @escaping Crew = Investigation.workerProcess
    ) {
        self.base = base
        self.itinerary = itinerary
        self.toolVersion = toolVersion
        self.arguments = arguments
        self.notes = notes
        self.logs = logs
        self.rounds = rounds
        self.crew = crew
    }

    /// This binary again, as a worker.
    package static let workerProcess: Crew = { plan, namespace, interruption, othersEnd, emit in
        await WorkerProcess(plan: plan, catalog: Catalog.probes, namespace: namespace)
            .run(until: interruption, othersEnd: othersEnd, emit: emit)
    }

    /// Runs.
    ///
    /// - Parameters:
    ///   - interruption: returns when the run is to end early.
    ///   - isInterrupted: whether it did.
    ///   - start: when the budget began, before the vantages were prepared.
    ///   - watch: told of every question as it starts and ends.
    /// - Returns: a report for each hub, in the plan's order, in any case.
    package func run(
        until interruption: @escaping @Sendable () async -> Void,
        isInterrupted: @escaping @Sendable () -> Bool = { false },
        since start: ContinuousClock.Instant = .now, watch: @escaping @Sendable (Event) -> Void = { _ in }
    ) async -> [Report] {
        var reports: [Report] = []
        await run(until: interruption, isInterrupted: isInterrupted, since: start, watch: watch) { reports.append($0) }
        return reports
    }

    /// Runs, and keeps nothing of a hub that it has told of.
    ///
    /// - Parameters:
    ///   - interruption: returns when the run is to end early; the hubs that were not asked yet are told of as well.
    ///   - isInterrupted: whether it did.
    ///   - start: when the budget began, before the vantages were prepared.
    ///   - watch: told of every question as it starts and ends.
    ///   - tell: given the report of each hub as soon as its round is finished, in the plan's order.
    package func run(
        until interruption: @escaping @Sendable () async -> Void,
        isInterrupted: @escaping @Sendable () -> Bool = { false },
        since start: ContinuousClock.Instant = .now, watch: @escaping @Sendable (Event) -> Void = { _ in },
        tell: (Report) async -> Void
    ) async {
        let startedAt = Timestamp.now()
        let all = base.services.hubs
        let parts = rounds.divided(all)
        let first = about(parts.first ?? all, at: all.count > 1 ? rounds.pace / Double(max(1, itinerary.count)) : nil)
        let record = Record()
        async let told = readLogs(since: start, until: interruption)
        let (expedition, roster) = await first.measure(since: start, until: interruption, into: record, watch)
        if let traced = await first.trace(
            roster.plans, expedition.networks, record, since: start, until: interruption, isInterrupted, watch)
        {
            record.add(traced)
        }
        if expedition.hasAttached { record.add(routeChange(of: expedition, since: start)) }
        if all.count == 1 { await expedition.end() }
        for observation in await told { record.add(observation) }
        let asked = roster.plans.first { $0.plan.briefing.vantage == .host }?.plan ?? base
        let run = Report.Run(
            id: Self.randomID(), startedAt: startedAt, duration: Seconds(0), isComplete: true, arguments: arguments)
        var journey = Journey(
            investigation: self, roster: roster, expedition: expedition, start: start, until: interruption,
            isInterrupted: isInterrupted, watch: watch
        ) { hub, observations in
            var run = run
            run.duration = Seconds(.now - start)
            let survey = Survey(
                assignment: Assignment(asked, hub: hub), startedAt: startedAt, observations: observations)
            run.isComplete = !isInterrupted() && survey.isComplete
            return report(run, survey, expedition, roster.notes)
        }
        for (number, hubs) in parts.enumerated() {
            let reports =
                number == 0 ? await journey.settle(hubs, record) : await journey.ask(hubs)
            for report in reports { await tell(report) }
        }
        if all.count > 1 { await expedition.end() }
    }

    /// The same about some of its hubs.
    func about(_ hubs: [HostName], at pace: Double? = nil) -> Investigation {
        var part = self
        part.base.services.take(hubs)
        part.base.limits.pace = pace
        return part
    }

    private func report(
        _ run: Report.Run, _ survey: Survey, _ expedition: Expedition, _ further: [Sentence]
    ) -> Report {
        var device = DeviceFacts.read()
        device.engine = expedition.engine.description
        return Report(
            toolVersion: toolVersion, run: run, device: device, survey: survey,
            diagnosis: Diagnosis(prescribingFor: survey),
            notes: notes + ConfinementGap.notes + DistantFiles.notes + expedition.notes + further + survey.deviceNotes)
    }

    /// What the logs say; those of the device itself only where the run is to look at them.
    private func readLogs(
        since start: ContinuousClock.Instant, until interruption: @escaping @Sendable () async -> Void
    ) async -> [Observation] {
        let began = ContinuousClock.now
        let chosen = Selection(only: base.limits.only, skip: base.limits.skip).applied(to: Catalog.probes).map { $0.id }
        guard chosen.contains(ReadLogs.id) else { return [] }
        let deadline = min(start + base.limits.budget.duration, began + Self.logTime)
        let told = await logs.read(
            engine: itinerary.engine, now: .now(), until: deadline, interruption: interruption)
        let observations = told.map { source, outcome in
            Observation(
                index: 0, probe: ReadLogs.id, vantage: .host, subject: source,
                outcome: outcome.map { $0 as any Codable & Hashable & Sendable }, startedAt: Seconds(began - start),
                duration: Seconds(.now - began))
        }
        return observations + (chosen.contains(CheckModulePort.id) ? ports(in: told, since: start) : [])
    }

    /// What has the ports now that logs complain of, besides those that are looked at anyway.
    private func ports(in told: [LogReading.Answer], since start: ContinuousClock.Instant) -> [Observation] {
        let known = Set((base.device.localPorts + (base.services.deployment?.modulePorts ?? [])).map(\.port))
        let named = told.flatMap { answer -> [UInt16] in
            guard case .seen(let evidence) = answer.outcome else { return [] }
            return evidence.sightings.compactMap(\.port)
        }
        let bindings = named.uniqued.filter { !known.contains($0) }.prefix(Self.mostPorts).map { PortBinding(port: $0) }
        guard base.looksAtDevice, !bindings.isEmpty else { return [] }
        let began = ContinuousClock.now
        var plan = hostPlan(since: start)
        plan.briefing.portReading = PortReading.read(of: bindings)
        return CheckModulePort.look(at: bindings, in: plan).map { port, evidence in
            Observation(
                index: 0, probe: CheckModulePort.id, vantage: .host, subject: port, outcome: .seen(evidence),
                startedAt: Seconds(began - start), duration: Seconds(.now - began))
        }
    }

    private static let mostPorts = 8

    /// No longer than what the network is given when it is silent.
    private static let logTime = Duration.seconds(4)

    /// The host's default routes now against those before the first veth.
    private func routeChange(of expedition: Expedition, since start: ContinuousClock.Instant) -> Observation {
        let change = DefaultRouteChange(before: expedition.routesBefore, after: DefaultRoute.all())
        return Observation(
            index: 0, probe: CompareDefaultRoutes.id, vantage: .host, subject: Device(), outcome: .seen(change),
            startedAt: Seconds(0), duration: Seconds(.now - start))
    }

    /// Makes connections again while the kernel traces their packets, where reading the rules could not tell.
    ///
    /// - Returns: nothing where nothing calls for it.
    func trace(
        _ plans: [Assigned], _ networks: [ContainerNetwork], _ record: Record, beside common: [Observation] = [],
        since start: ContinuousClock.Instant, until interruption: @escaping @Sendable () async -> Void,
        _ isInterrupted: @Sendable () -> Bool,
        _ watch: @escaping @Sendable (Event) -> Void
    ) async -> Observation? {
        let began = ContinuousClock.now
        let survey = Survey(
            assignment: Assignment(base), startedAt: .now(), observations: common + record.observations)
        let occasion = TraceOccasion(in: survey, networks: networks)
        let chosen = Selection(only: base.limits.only, skip: base.limits.skip).applied(to: Catalog.probes).map { $0.id }
        guard !occasion.connections.isEmpty, chosen.contains(TracePackets.id), !isInterrupted() else { return nil }
        let outcome: Outcome<PacketTraces>
        if !base.limits.tracesPackets {
            outcome = .skipped(SkipReason(.excluded, "--no-trace leaves it out"))
        } else if began - start + Self.traceTime > base.limits.budget.duration {
            outcome = .skipped(SkipReason(.budget, "the run's budget ended first"))
        } else {
            outcome = await NetfilterProcess().trace(occasion.connections) {
                await withTaskGroup(of: Void.self) { group in
                    for (plan, namespace) in plans {
                        var plan = plan
                        plan.briefing.traced = occasion.connections.filter { $0.vantage == plan.briefing.vantage }
                        plan.limits.only = [ConnectTraced.id.description]
                        plan.limits.skip = []
                        guard !plan.briefing.traced.isEmpty else { continue }
                        group.addTask { [plan] in
                            await observe(plan, in: namespace, until: interruption, into: record, watch)
                        }
                    }
                }
            }
        }
        return Observation(
            index: 0, probe: TracePackets.id, vantage: .host, subject: Device(),
            outcome: outcome.map { told -> any Codable & Hashable & Sendable in
                var traces = told
                traces.leftOut = [LeftOut(.tracedConnections, occasion.leftOut)].recorded
                return traces
            },
            startedAt: Seconds(began - start), duration: Seconds(.now - began))
    }

    /// What a connection that stays silent takes, with the processes that make and trace it.
    private static let traceTime = Duration.seconds(3)

    private static func randomID() -> String {
        let digits = [UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)].map { number in
            let text = String(number, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digits.joined()
    }
}
