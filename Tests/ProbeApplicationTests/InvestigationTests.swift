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
            return (await investigation.run(until: never, watch: watch), plan)
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
