package import ProbeConfiguration
package import ProbeCore

/// Reads the device's own configuration files: IoT Edge's, the engine's, and the proxies of both.
package struct ReadConfiguration: Probe {
    package static let id: ProbeID = "device.configuration"
    package static let question = "What do the device's own configuration files say?"

    package init() {}

    package func subjects(in plan: Plan) -> [Device] { plan.looksAtDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<ConfigurationEvidence>
    ) async throws(ProbeError) -> Measured<ConfigurationEvidence, NoLive> {
        Measured(ConfigurationEvidence(DeviceConfiguration(root: context.plan.configurationRoot ?? "/")))
    }
}
