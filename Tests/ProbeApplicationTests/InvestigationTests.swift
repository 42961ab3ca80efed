import HubEmulator
import ProbeApplication
import ProbeCore
import ProbeEngine
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import ProbeScheduler
import Probes
import Synchronization
import TestSupport
import Testing

/// Whole runs against the embedded hub, in this process.
@Suite(.aheadOfOthers)
struct InvestigationTests {
    private static func run(
        _ faults: [Fault] = [], adjust: @Sendable (inout Plan, HubEmulator) throws -> Void = { _, _ in },
        watch: @escaping @Sendable (Investigation.Event) -> Void = { _ in }
    ) async throws -> (reports: [Report], plan: Plan) {
        var configuration = Configuration(hub: try HostName(validating: "demo-hub.azure-devices.net"))
        configuration.faults = faults
        return try await HubEmulator.withHub(configuration) { emulator in
            var plan = emulator.plan
            try adjust(&plan, emulator)
            let investigation = Investigation(
                base: plan, itinerary: .hostAlone, toolVersion: "test", arguments: ["run"]
            ) { plan, _, interruption, othersEnd, emit in
                await CatalogRun(plan: plan, probes: Catalog.probes).run(
                    until: interruption, othersEnd: othersEnd, emit: emit)
            }
            let report = await investigation.run(until: never, watch: watch)
            return (report, plan)
        }
    }

    @Test func `a healthy hub is ready, and every question was seen to start and end`() async throws {
        let started = Mutex(0)
        let ended = Mutex(0)
        let (reports, _) = try await Self.run(watch: { event in
            switch event {
            case .started: started.withLock { $0 += 1 }
            case .concluded: ended.withLock { $0 += 1 }
            }
        })
        let report = try #require(reports.first)
        #expect(reports.count == 1 && report.diagnosis.verdict == .ready && report.run.isComplete)
        #expect(report.survey.observations.count == ended.withLock { $0 })
        #expect(started.withLock { $0 } > 0)
    }

    @Test func `several hubs have a report each, and what they share is asked once`() async throws {
        let other = try HostName(validating: "other-hub.azure-devices.net")
        let (reports, plan) = try await Self.run(
            [.closed8883],
            adjust: { plan, _ in
                plan.services.furtherHubs = [other]
                let hub = plan.services.hub
                plan.services.redirections += plan.services.redirections.filter { $0.host == hub }.map {
                    Redirection(host: other, port: $0.port, target: $0.target, targetPort: $0.targetPort)
                }
            })
        #expect(reports.map(\.survey.assignment.hub) == [plan.services.hub, other])
        for report in reports {
            let hubs = report.survey.observations.compactMap { $0.subject as? Endpoint }.filter { $0.service == .hub }
                .map(\.host)
            #expect(Set(hubs) == [report.survey.assignment.hub])
            // The demonstration's edgeHub is to use the transport that is closed.
            #expect(report.diagnosis.verdict == .degraded)
            #expect(report.diagnosis.transports.contains { $0.transport == .mqtt && $0.usable == false })
        }
        let registry = reports.map { $0.survey.seen(RequestRegistry.self).map(\.index) }
        #expect(registry.first?.count == 1 && registry.first == registry.last)
    }

    /// Runs about so many hubs, which the emulator all is.
    private static func runOverHubs(
        _ count: Int, _ rounds: Rounds, adjust: @escaping @Sendable (inout Plan) -> Void = { _ in }
    ) async throws -> (reports: [Report], asked: [Plan]) {
        let hubs = try (1...count).map { try HostName(validating: "hub\($0).azure-devices.net") }
        var configuration = Configuration(hub: hubs[0])
        configuration.furtherHubs = Array(hubs.dropFirst())
        let asked = Mutex<[Plan]>([])
        let reports = try await HubEmulator.withHub(configuration) { emulator in
            var plan = emulator.plan
            plan.services.furtherHubs = Array(hubs.dropFirst())
            return await Investigation(base: plan, itinerary: .hostAlone, toolVersion: "test", rounds: rounds) {
                plan, _, interruption, othersEnd, emit in
                asked.withLock { $0.append(plan) }
                var plan = plan
                adjust(&plan)
                await CatalogRun(plan: plan, probes: Catalog.probes).run(
                    until: interruption, othersEnd: othersEnd, emit: emit)
            }.run(until: never)
        }
        return (reports, asked.withLock { $0 })
    }

    @Test func `many hubs are asked some at once, and what they share in the first round alone`() async throws {
        let (reports, asked) = try await Self.runOverHubs(5, Rounds(size: 2, pace: 1000))
        #expect(reports.map { $0.survey.assignment.hub.description } == (1...5).map { "hub\($0).azure-devices.net" })
        // On a busy machine one may be asked again, and never more at once.
        #expect(asked.first?.services.hubs.count == 2 && asked.allSatisfy { $0.services.hubs.count <= 2 })
        #expect(Set(asked.flatMap(\.services.hubs)) == Set(reports.map(\.survey.assignment.hub)))
        #expect(reports.allSatisfy { $0.diagnosis.verdict != .blocked && $0.run.isComplete })
        for question in [RequestRegistry.id, RequestDPS.id] {
            let indices = reports.map { $0.survey.observations(of: question).map(\.index) }
            #expect(Set(indices).count == 1 && indices.first?.count == 1, "\(question)")
        }
        let all = reports.map { Set($0.survey.observations.map(\.index)) }
        let shared = all.reduce(all[0]) { $0.intersection($1) }
        for (index, one) in all.enumerated() {
            for other in all[(index + 1)...] { #expect(one.intersection(other).isSubset(of: shared)) }
        }
    }

    @Test func `a hub that fails in company alone is not said to fail`() async throws {
        let (reports, asked) = try await Self.runOverHubs(3, Rounds(size: 3, pace: 1000)) { plan in
            guard plan.services.hubs.count > 1, let last = plan.services.hubs.last else { return }
            // Nobody listens at this port of the loopback's.
            plan.services.redirections = plan.services.redirections.map { redirection in
                guard redirection.host == last else { return redirection }
                return Redirection(
                    host: last, port: redirection.port, target: redirection.target, targetPort: 1)
            }
        }
        #expect(asked.map(\.services.hubs.count) == [3, 1])
        #expect(Set(reports.map(\.diagnosis.verdict)).count == 1)
        #expect(reports.allSatisfy { $0.diagnosis.verdict != .blocked })
    }

    @Test func `what they share and what fails in company alone is not said to fail`() async throws {
        let (reports, asked) = try await Self.runOverHubs(3, Rounds(size: 3, pace: 1000)) { plan in
            guard plan.services.hubs.count > 1 else { return }
            let hubs = plan.services.hubs
            // Nobody listens at this port of the loopback's.
            plan.services.redirections = plan.services.redirections.map { redirection in
                guard redirection.host.map(hubs.contains) == false, redirection.port == 443 else { return redirection }
                return Redirection(
                    host: redirection.host, port: redirection.port, target: redirection.target, targetPort: 1)
            }
        }
        #expect(asked.map(\.services.hubs.count) == [3, 1])
        let verdicts = Set(reports.map(\.diagnosis.verdict))
        #expect(verdicts.count == 1 && verdicts.isDisjoint(with: [.blocked, .inconclusive]))
        let findings = reports.flatMap { $0.diagnosis.findings }
        #expect(!findings.contains { $0.severity == .error })
    }

    @Test func `what is wrong with all of them alike is confirmed by one`() async throws {
        let (reports, asked) = try await Self.runOverHubs(4, Rounds(size: 4, pace: 1000)) { plan in
            plan.services.redirections = plan.services.redirections.map { redirection in
                guard redirection.port == 5671 else { return redirection }
                return Redirection(
                    host: redirection.host, port: 5671, target: redirection.target, targetPort: 1)
            }
        }
        #expect(asked.map(\.services.hubs.count) == [4, 1])
        #expect(reports.allSatisfy { report in report.diagnosis.findings.contains { $0.subject.port == 5671 } })
    }

    @Test func `a fault has its cause, and its cure`() async throws {
        let (reports, _) = try await Self.run([.tlsSwallowed])
        let report = try #require(reports.first)
        #expect(report.diagnosis.verdict == .blocked)
        #expect(report.diagnosis.findings.contains { $0.cause == .tlsSwallowed && !$0.remedies.isEmpty })
    }

    /// A place to measure from that cannot be had, which turns out when it is asked for.
    private static func itinerary(with vantage: Vantage) async -> Itinerary {
        Itinerary(
            await VantageChoices(
                requested: [.host, vantage], edgeNetwork: "azure-iot-edge", reading: await EngineReading(sockets: []),
                interfaces: [], permitted: Set(Capability.allCases)), hostName: "device")
    }

    @Test func `where there is room for few workers the host is measured from, and the rest is told`() async {
        let namespaces = (1...3).map { Vantage.namespace("/nowhere/\($0)") }
        let whole = Itinerary(
            await VantageChoices(
                requested: namespaces + [.host], edgeNetwork: "azure-iot-edge",
                reading: await EngineReading(sockets: []),
                interfaces: [], permitted: Set(Capability.allCases)), hostName: "device")
        let reason = SkipReason(.prerequisite, "there is no room")
        let expedition = await whole.limited(to: 1, because: reason).setOut()
        #expect(expedition.vantages.map(\.vantage) == [.host])
        #expect(expedition.notes.filter { $0.english.contains("there is no room") }.count == 3)
        let all = await whole.limited(to: 4, because: reason).setOut()
        #expect(!all.notes.contains { $0.english.contains("there is no room") })
    }

    @Test func `what the host's worker reported of vantages that came otherwise is forgotten`() async throws {
        let told = Mutex<[EngineFacts?]>([])
        let reports = try await HubEmulator.withHub(
            Configuration(hub: try HostName(validating: "demo-hub.azure-devices.net"))
        ) { emulator in
            await Investigation(
                base: emulator.plan, itinerary: await Self.itinerary(with: .namespace("/nowhere")), toolVersion: "test"
            ) { plan, _, interruption, othersEnd, emit in
                told.withLock { $0.append(plan.briefing.engine) }
                await CatalogRun(plan: plan, probes: Catalog.probes).run(
                    until: interruption, othersEnd: othersEnd, emit: emit)
            }.run(until: never)
        }
        #expect(told.withLock { $0.map { $0?.unmeasured.map(\.vantage) } } == [[], [.namespace("/nowhere")]])
        let report = try #require(reports.first)
        #expect(report.run.isComplete)
        let observations = report.survey.observations
        #expect(Set(observations.map { "\($0.probe) \($0.subject)" }).count == observations.count)
        #expect(report.survey.seen(DescribeEngine.self).map(\.evidence.unmeasured.count) == [1])
    }
}
