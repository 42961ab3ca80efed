package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Looks through a log for what IoT Edge, the engine and the kernel say when something is wrong.
extension ReadLogs: Probe {
    /// None for a worker, which may read no log: the parent reads them while the workers measure, and records the answers.
    package func subjects(in plan: Plan) -> [LogSource] { [] }

    package func contacts(in plan: Plan) -> Set<Contacted> { [] }

    package func occasion(for about: LogSource, of input: Nothing, in plan: Plan) -> Never? { nil }

    package func measure(
        _ about: LogSource, _ occasion: Never, _ context: Context<LogEvidence>
    ) async throws(ProbeError) -> Measured<LogEvidence, NoLive> {}
}
