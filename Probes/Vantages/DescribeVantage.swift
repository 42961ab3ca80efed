package import ProbeCore

/// Records how a vantage came to be, so that a report says whose resolvers and which address it measured with.
package struct DescribeVantage: Probe {
    package static let id: ProbeID = "vantage.origin"
    package static let question = "How did this vantage come to be, and who chose its resolvers?"

    package init() {}

    /// The host needs no description.
    package func subjects(in plan: Plan) -> [Device] { plan.origin == nil ? [] : [Device()] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<VantageOrigin>
    ) async throws(ProbeError) -> Measured<VantageOrigin, NoLive> {
        guard let origin = context.plan.origin else {
            throw ProbeError(.library, "the plan does not say how this vantage came to be")
        }
        return Measured(origin)
    }
}
