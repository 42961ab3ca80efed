package import ProbeCore

/// Records what the container engine said of itself, and which vantages could not be measured from.
package struct DescribeEngine: Probe {
    package static let id: ProbeID = "vantage.engine"
    package static let question = "Which container engine runs here, and which of its networks could be measured from?"

    package init() {}

    package func subjects(in plan: Plan) -> [Device] { plan.engine == nil ? [] : [Device()] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<EngineFacts>
    ) async throws(ProbeError) -> Measured<EngineFacts, NoLive> {
        guard let engine = context.plan.engine else {
            throw ProbeError(.library, "the plan does not say what the engine is")
        }
        return Measured(engine)
    }
}
