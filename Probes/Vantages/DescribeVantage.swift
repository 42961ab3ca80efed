package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Records how a vantage came to be, so that a report says whose resolvers and which address it measured with.
extension DescribeVantage: Probe {
    /// The host needs no description.
    package func subjects(in plan: Plan) -> [Device] { plan.briefing.origin == nil ? [] : [Device()] }

    package func occasion(for about: Device, of input: Nothing, in plan: Plan) -> VantageOrigin? {
        plan.briefing.origin
    }

    package func measure(
        _ about: Device, _ origin: VantageOrigin, _ context: Context<VantageOrigin>
    ) async throws(ProbeError) -> Measured<VantageOrigin, NoLive> {
        Measured(origin)
    }
}
