package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Reads the names that this device goes by, of which IoT Edge takes one.
extension ReadHostname: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.looksAtDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<HostnameEvidence>
    ) async throws(ProbeError) -> Measured<HostnameEvidence, NoLive> {
        guard let evidence = context.plan.deviceReading.hostname else {
            throw ProbeError.systemRefused("uname(2) gave no host name")
        }
        return Measured(evidence)
    }
}

extension Plan {
    /// The device itself is part of the question: from the host, and not in a demonstration.
    package var looksAtDevice: Bool {
        briefing.vantage == .host && device.configurationRoot != nil && !services.isDemonstration
    }
}
