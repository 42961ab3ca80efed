package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Records what the container engine said of itself, and which vantages could not be measured from.
extension DescribeEngine: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.briefing.engine == nil ? [] : [Device()] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<EngineFacts>
    ) async throws(ProbeError) -> Measured<EngineFacts, NoLive> {
        guard let engine = context.plan.briefing.engine else {
            throw ProbeError(.library, "the plan does not say what the engine is")
        }
        return Measured(engine)
    }
}
