package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Reads the device's own configuration files: IoT Edge's, the engine's, and the proxies of both.
extension ReadConfiguration: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.looksAtDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<ConfigurationEvidence>
    ) async throws(ProbeError) -> Measured<ConfigurationEvidence, NoLive> {
        Measured(context.plan.deviceReading.configuration)
    }
}
