package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Looks at what IoT Edge would run on: the machine, the engine, and IoT Edge itself where it is installed.
extension ReadRuntime: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.looksAtDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<RuntimeEvidence>
    ) async throws(ProbeError) -> Measured<RuntimeEvidence, NoLive> {
        Measured(context.plan.deviceReading.runtime)
    }
}
