import ProbeConfiguration
package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Reads the names that this device goes by, of which IoT Edge takes one.
extension ReadHostname: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.looksAtDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<HostnameEvidence>
    ) async throws(ProbeError) -> Measured<HostnameEvidence, NoLive> {
        guard let machine = Machine.read() else { throw ProbeError.systemRefused("uname(2) gave no host name") }
        let configuration = DeviceConfiguration(root: context.plan.device.configurationRoot ?? "/")
        let edge = configuration.edge.flatMap { edge in edge.hostname.map { (name: $0, file: edge.file) } }
        return Measured(
            HostnameEvidence(
                name: machine.hostname, staticName: configuration.staticHostname.map { LocalText($0) },
                configuredName: edge.map { LocalText($0.name) }, configurationFile: edge.map { LocalText($0.file) }))
    }
}

extension Plan {
    /// The device itself is part of the question: from the host, and not in a demonstration.
    var looksAtDevice: Bool {
        briefing.vantage == .host && device.configurationRoot != nil && !services.isDemonstration
    }
}
