import ProbeConfiguration
package import ProbeCore
import ProbeLinux

/// Reads the names that this device goes by, of which IoT Edge takes one.
package struct ReadHostname: Probe {
    package static let id: ProbeID = "device.hostname"
    package static let question = "By which names does this device go?"

    package init() {}

    package func subjects(in plan: Plan) -> [Device] { plan.looksAtDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<HostnameEvidence>
    ) async throws(ProbeError) -> Measured<HostnameEvidence, NoLive> {
        guard let machine = Machine.read() else { throw ProbeError(.system, "uname(2) gave no host name") }
        let configuration = DeviceConfiguration(root: context.plan.configurationRoot ?? "/")
        var evidence = HostnameEvidence(name: machine.hostname)
        evidence.staticName = configuration.staticHostname.map { WireText($0) }
        if let name = configuration.edge?.hostname {
            evidence.configuredName = WireText(name)
            evidence.configurationFile = configuration.edge.map { WireText($0.file) }
        }
        return Measured(evidence)
    }
}

extension Plan {
    /// The device itself is part of the question: from the host, and not in a demonstration.
    var looksAtDevice: Bool { vantage == .host && configurationRoot != nil && !isDemonstration }
}
