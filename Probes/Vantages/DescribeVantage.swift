package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Records how a vantage came to be, so that a report says whose resolvers and which address it measured with.
extension DescribeVantage: Probe {
    /// The host needs no description.
    package func subjects(in plan: Plan) -> [Device] { plan.briefing.origin == nil ? [] : [Device()] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<VantageOrigin>
    ) async throws(ProbeError) -> Measured<VantageOrigin, NoLive> {
        guard let origin = context.plan.briefing.origin else {
            throw ProbeError(.library, "the plan does not say how this vantage came to be")
        }
        return Measured(origin)
    }
}
