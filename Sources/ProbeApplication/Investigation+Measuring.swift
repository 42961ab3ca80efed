import ProbeCore
import ProbeEngine
import ProbeLinux
import ProbeMeasurement
import ProbeScheduler
import Probes

extension Investigation {
    /// A plan, and the namespace where it is carried out.
    typealias Assigned = (plan: Plan, namespace: NetworkNamespace?)

    /// Makes the vantages and measures from all of them.
    ///
    /// The host's worker waits for no other: it begins with what the vantages will have made of the host.
    func measure(
        since start: ContinuousClock.Instant, until interruption: @escaping @Sendable () async -> Void,
        into record: Record, _ watch: @escaping @Sendable (Event) -> Void
    ) async -> (expedition: Expedition, roster: Roster) {
        // Containers look through the host, which counts what their packets met.
        let (containersEnd, end) = AsyncStream.makeStream(of: Never.self)
        let (unplugged, plugged) = AsyncStream.makeStream(of: Never.self)
        return await withTaskGroup(of: Void.self) { group in
            async let settingOut = itinerary.setOut { plugged.finish() }
            let foreseen = itinerary.includesHost ? hostPlan(since: start) : nil
            let foresight = foreseen.map { plan in Foresight(reporting(plan, into: record, watch)) }
            if let foreseen, let foresight {
                group.addTask {
                    // Interfaces that come and go while they are listed would make the list another one.
                    for await _ in unplugged {}
                    await crew(
                        foreseen, nil, { await first(of: interruption, foresight.isRefuted) },
                        { for await _ in containersEnd {} }, foresight.take)
                    guard let plan = await foresight.correction() else { return }
                    await crew(
                        plan, nil, interruption, { for await _ in containersEnd {} },
                        reporting(plan, into: record, watch))
                }
            }
            let expedition = await settingOut
            let prepared: [Assigned] = expedition.vantages.map { vantage in
                guard vantage.vantage == .host, var plan = foreseen else {
                    return (plan(for: vantage, since: start), vantage.namespace)
                }
                plan.briefing.networks = expedition.networks
                plan.briefing.engine = expedition.concernsEngine ? expedition.engine : nil
                return (plan, nil)
            }
            let roster = Roster(prepared, of: base)
            let plans = roster.plans
            let host = plans.first { $0.plan.briefing.vantage == .host }?.plan
            if let host, let foreseen, !host.briefing.isAsForeseen(in: foreseen.briefing) {
                foresight?.refute(by: host)
            } else {
                foresight?.confirm()
            }
            await withTaskGroup(of: Void.self) { containers in
                for (plan, namespace) in plans where plan.briefing.vantage != .host {
                    containers.addTask { await observe(plan, in: namespace, until: interruption, into: record, watch) }
                }
            }
            end.finish()
            await group.waitForAll()
            return (expedition, roster)
        }
    }

    private func plan(for vantage: PreparedVantage, since start: ContinuousClock.Instant) -> Plan {
        limited(vantage.plan(from: base, engine: nil, networks: []), since: start)
    }

    /// The host's, as it is if every vantage that there is a way to comes to be as foreseen.
    func hostPlan(since start: ContinuousClock.Instant) -> Plan {
        var plan = PreparedVantage(.host, namespace: nil).plan(
            from: base, engine: itinerary.engine, networks: itinerary.networks)
        plan.briefing.publications = itinerary.publications
        plan.briefing.hostModules = itinerary.hostModules
        plan.briefing.portReading = PortReading.read(
            of: (plan.device.localPorts + (plan.services.deployment?.modulePorts ?? [])).uniqued)
        plan.briefing.silentFiles = plan.findSilentFiles()
        plan.briefing.protectedFiles = plan.readProtectedFiles()
        if plan.looksAtDevice, let root = plan.device.configurationRoot {
            plan.briefing.deviceReading = .read(root: root)
        }
        return limited(plan, since: start)
    }

    /// What preparing took is gone, and for less than a second nothing can be asked.
    private func limited(_ plan: Plan, since start: ContinuousClock.Instant) -> Plan {
        var plan = plan
        plan.limits.budget = max(Seconds(1), Seconds(base.limits.budget.value - Seconds(.now - start).value))
        return plan
    }

    /// Measures once more from places that there are already; the host until the last of the others has ended.
    func repeated(
        _ plans: [Assigned], until interruption: @escaping @Sendable () async -> Void, into record: Record,
        _ watch: @escaping @Sendable (Event) -> Void
    ) async {
        let (containersEnd, end) = AsyncStream.makeStream(of: Never.self)
        await withTaskGroup(of: Void.self) { group in
            for (plan, namespace) in plans where plan.briefing.vantage == .host {
                group.addTask {
                    await crew(
                        plan, namespace, interruption, { for await _ in containersEnd {} },
                        reporting(plan, into: record, watch))
                }
            }
            await withTaskGroup(of: Void.self) { containers in
                for (plan, namespace) in plans where plan.briefing.vantage != .host {
                    containers.addTask { await observe(plan, in: namespace, until: interruption, into: record, watch) }
                }
            }
            end.finish()
            await group.waitForAll()
        }
    }

    func observe(
        _ plan: Plan, in namespace: NetworkNamespace?, until interruption: @escaping @Sendable () async -> Void,
        into record: Record, _ watch: @escaping @Sendable (Event) -> Void
    ) async {
        await crew(plan, namespace, interruption, {}, reporting(plan, into: record, watch))
    }

    /// What becomes of the events of a crew with a plan.
    private func reporting(
        _ plan: Plan, into record: Record, _ watch: @escaping @Sendable (Event) -> Void
    ) -> @Sendable (CatalogRun.Event) -> Void {
        let agenda = CatalogRun(plan: plan, probes: Catalog.probes).agenda
        return { event in
            switch event {
            case .started(let question):
                watch(.started(agenda[question].probe, agenda[question].subject, plan))
            case .concluded(let question, let observation):
                record.add(observation)
                watch(.concluded(agenda[question].probe, agenda[question].subject, plan.briefing.vantage))
            }
        }
    }
}

extension Briefing {
    /// The vantages came to be as another one had it.
    fileprivate func isAsForeseen(in other: Briefing) -> Bool {
        networks == other.networks && engine == other.engine
    }
}

/// Returns as soon as one of them does, or when the task is cancelled.
private func first(
    of one: @escaping @Sendable () async -> Void, _ other: @escaping @Sendable () async -> Void
) async {
    await withTaskGroup(of: Void.self) { group in
        group.addTask { await one() }
        group.addTask { await other() }
        await group.next()
        group.cancelAll()
    }
}
