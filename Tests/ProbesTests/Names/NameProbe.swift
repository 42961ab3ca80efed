import ProbeCore
import ProbeMeasurement
import Probes
import Synchronization
import Testing

/// Runs a probe about `hub.example` with its interim evidence kept.
struct NameProbe<P: Probe> where P.About == Name, P.Product == NoLive {
    let probe: P
    let input: P.Input
    var plan: Plan
    let deadline: Duration

    init(_ probe: P, _ input: P.Input, plan: Plan, deadline: Duration = .seconds(20)) {
        self.probe = probe
        self.input = input
        self.plan = plan
        self.deadline = deadline
    }

    func run() async throws -> (evidence: P.Evidence, interim: [P.Evidence]) {
        let reports = Reports<P.Evidence>()
        let context = Context<P.Evidence>(
            plan: plan, deadline: .now + deadline, pace: Pace(), report: { reports.append($0) })
        let name = Name(plan.services.hub)
        let occasion = try #require(probe.occasion(for: name, of: input, in: plan))
        let measured = try await probe.measure(name, occasion, context)
        return (measured.evidence, reports.all)
    }
}

private final class Reports<Evidence: Sendable>: Sendable {
    private let storage = Mutex<[Evidence]>([])
    var all: [Evidence] { storage.withLock { $0 } }
    func append(_ evidence: Evidence) { storage.withLock { $0.append(evidence) } }
}

extension Plan {
    /// A run for `hub.example` that reads these files; an attempt that nobody answers ends soon.
    init(_ files: VantageFiles, port: UInt16 = 53, attemptTimeout: Double = 5) throws {
        self.init(hub: try HostName(validating: "hub.example"))
        briefing.resolverConfiguration = files.resolverConfiguration
        briefing.hostsFile = files.hostsFile
        briefing.resolverPort = port
        limits.attemptTimeout = Seconds(attemptTimeout)
    }
}
