import ProbeConfiguration
package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Looks at what IoT Edge would run on: the machine, the engine, and IoT Edge itself where it is installed.
extension ReadRuntime: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.looksAtDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<RuntimeEvidence>
    ) async throws(ProbeError) -> Measured<RuntimeEvidence, NoLive> {
        let folder = ConfigurationFolder(root: context.plan.device.configurationRoot ?? "/")
        var evidence = RuntimeEvidence()
        evidence.architecture = Machine.read()?.architecture
        evidence.memory = Machine.memory()
        let configured = DeviceConfiguration(root: context.plan.device.configurationRoot ?? "/").edge?.engineSocket
        evidence.engineSockets =
            EngineSocketFile.found(
                in: folder.place(of: "/run"), configured: configured.map { folder.place(of: $0) }
            ).uniqued
        evidence.edge = RuntimeEvidence.Edge.allCases.first { edge in
            edge.marks.contains { folder.exists($0) }
        }
        evidence.services = Self.units.compactMap { unit in
            let isInstalled = [
                "/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system",
            ]
            .contains { folder.kind(of: "\($0)/\(unit).service") == .file }
            guard isInstalled else { return nil }
            return RuntimeEvidence.Service(unit: unit, isRunning: Self.isRunning(unit, in: folder))
        }
        return Measured(evidence)
    }

    private static let units = [
        "aziot-edged", "aziot-identityd", "aziot-keyd", "aziot-certd", "iotedge", "docker", "podman",
    ]

    /// A running service has a control group with processes in it; nothing where systemd's hierarchy is not to be seen.
    private static func isRunning(_ unit: String, in folder: ConfigurationFolder) -> Bool? {
        for base in ["/sys/fs/cgroup/system.slice", "/sys/fs/cgroup/systemd/system.slice"] {
            guard folder.kind(of: base) == .folder else { continue }
            let group = "\(base)/\(unit).service"
            guard folder.kind(of: group) == .folder else { return false }
            return (try? folder.contents(of: "\(group)/cgroup.procs", limit: 1 << 20)).map { !$0.isEmpty }
        }
        return nil
    }
}

extension RuntimeEvidence.Edge {
    /// What is there once it is installed.
    fileprivate var marks: [String] {
        switch self {
        case .current: ["/usr/bin/aziotctl", "/usr/libexec/aziot/aziot-edged", "/etc/aziot"]
        case .old: ["/usr/bin/iotedge", "/etc/iotedge"]
        }
    }
}
