package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Records what the container engine said of itself, and which vantages could not be measured from.
extension DescribeEngine: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.briefing.engine == nil ? [] : [Device()] }

    package func occasion(for about: Device, of input: Nothing, in plan: Plan) -> EngineFacts? { plan.briefing.engine }

    package func measure(
        _ about: Device, _ engine: EngineFacts, _ context: Context<EngineFacts>
    ) async throws(ProbeError) -> Measured<EngineFacts, NoLive> {
        Measured(engine)
    }
}
