import ProbeCore
import ProbeMeasurement
import ProbeScheduler
import Synchronization
import TestSupport
import Testing

/// The waiter's release is shared, so these run one after the other.
@Suite(.serialized, .aheadOfOthers) struct CatalogRunTests {
    private func plan(budget: Double = 5) throws -> Plan {
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        plan.limits.budget = Seconds(budget)
        return plan
    }

    private func run(
        _ probes: [any Probe.Type], _ plan: Plan, until interruption: @escaping @Sendable () async -> Void = never
    ) async -> [ProbeID: Observation] {
        let seen = Mutex<[ProbeID: Observation]>([:])
        await CatalogRun(plan: plan, probes: probes).run(until: interruption) { event in
            guard case .concluded(_, let observation) = event else { return }
            seen.withLock { $0[observation.probe] = observation }
        }
        return seen.withLock { $0 }
    }

    private func word(_ observation: Observation?) -> String? { (observation?.outcome.evidence as? Word)?.text }

    @Test func `a rung starts with the evidence and the product of the rung below`() async throws {
        let seen = await run([Ladder.self, Ground.self], try plan())
        #expect(word(seen[Ladder.id]) == "on ground")
        #expect(Rung.open.withLock { $0 } == 0, "every product is closed at the end")
    }

    @Test func `equal questions are one`() async throws {
        let plan = try plan()
        #expect(CatalogRun(plan: plan, probes: [Stutterer.self, Ground.self]).agenda.count == 2)
        let count = Mutex(0)
        await CatalogRun(plan: plan, probes: [Stutterer.self]).run(until: never) { event in
            if case .concluded = event { count.withLock { $0 += 1 } }
        }
        #expect(count.withLock { $0 } == 1)
    }

    @Test func `a control starts while the probe it explains still waits`() async throws {
        let seen = await run([Waiter.self, Control.self], try plan())
        #expect(word(seen[Control.id]) == "early")
        #expect(word(seen[Waiter.id]) == "released")
    }

    @Test func `a probe that cannot ask fails and what stands on it is skipped`() async throws {
        let seen = await run([Broken.self, Dependent.self], try plan())
        guard case .failed(let error)? = seen[Broken.id]?.outcome,
            case .skipped(let reason)? = seen[Dependent.id]?.outcome
        else {
            Issue.record("outcomes \(seen)")
            return
        }
        #expect(error.code == .descriptors)
        #expect(reason.code == .prerequisite)
    }

    @Test func `the budget ends a run and every question still has an outcome`() async throws {
        let start = ContinuousClock.now
        let seen = await run([Ground.self, Ladder.self, Waiter.self], try plan(budget: 0.2))
        #expect(word(seen[Waiter.id]) == "cancelled")
        #expect(seen.count == 3)
        #expect(ContinuousClock.now - start < .seconds(4))
    }

    @Test func `an interruption keeps what was seen`() async throws {
        let seen = await run([Ground.self, Ladder.self, Waiter.self], try plan(), until: {})
        #expect(seen.count == 3)
        #expect(seen[Waiter.id] != nil)
    }

    @Test func `only selects a probe with all it stands on, skip leaves probes out`() {
        let all: [any Probe.Type] = [Ground.self, Ladder.self, Waiter.self, Control.self]
        func ids(_ selection: Selection) -> [ProbeID] { selection.applied(to: all).map { $0.id } }
        #expect(ids(Selection(only: ["fake.ladder"], skip: [])) == [Ground.id, Ladder.id])
        #expect(ids(Selection(only: ["fake"], skip: ["fake.waiter"])) == [Ground.id, Ladder.id, Control.id])
        #expect(Selection(only: ["fake.lad"], skip: []).unknownName(among: all) == "fake.lad")
        #expect(Selection(only: ["fake."], skip: []).unknownName(among: all) == nil)
    }
}
