import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

extension DeviceReading {
    /// Reads the files of a device, which begin at a root.
    package static func read(root: String) -> DeviceReading {
        // Root reads its own files; those of engines and services say what they say to anybody.
        let configuration = Capabilities.asCaller { DeviceConfiguration(root: root) }
        return DeviceReading(
            configuration: ConfigurationEvidence(configuration), hostname: HostnameEvidence(configuration),
            runtime: RuntimeEvidence(root, configuration),
            hasOnlyRootlessEngine: EngineSocketFile.found(in: ConfigurationFolder(root: root)).isRootlessOnly)
    }
}

extension Plan {
    /// What the parent has read; in a process that has no parent, what it reads itself.
    var deviceReading: DeviceReading { briefing.deviceReading ?? .read(root: device.configurationRoot ?? "/") }
}

extension HostnameEvidence {
    fileprivate init?(_ configuration: DeviceConfiguration) {
        guard let machine = Machine.read() else { return nil }
        let edge = configuration.edge.flatMap { edge in edge.hostname.map { (name: $0, file: edge.file) } }
        self.init(
            name: machine.hostname, staticName: configuration.staticHostname.map { LocalText($0) },
            configuredName: edge.map { LocalText($0.name) }, configurationFile: edge.map { LocalText($0.file) })
    }
}

extension RuntimeEvidence {
    fileprivate init(_ root: String, _ configuration: DeviceConfiguration) {
        self.init()
        let folder = ConfigurationFolder(root: root)
        architecture = Machine.read()?.architecture
        memory = Machine.memory()
        engineSockets = EngineSocketFile.found(in: folder, configured: configuration.edge?.engineSocket).uniqued
        edge = RuntimeEvidence.Edge.allCases.first { edge in
            edge.marks.contains { folder.exists($0) }
        }
        services = Self.units.compactMap { unit in
            let isInstalled = [
                "/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system",
            ]
            .contains { folder.kind(of: "\($0)/\(unit).service") == .file }
            guard isInstalled || (unit == "docker" && Self.hasEngineWithoutSystemd(folder)) else { return nil }
            return RuntimeEvidence.Service(unit: unit, isRunning: Self.isRunning(unit, in: folder))
        }
        // Of Docker's and of Podman's making.
        isContainer = ["/.dockerenv", "/run/.containerenv"].contains { folder.kind(of: $0) == .file }
    }

    /// Where something else starts things; a package that was removed leaves its script behind.
    private static func hasEngineWithoutSystemd(_ folder: ConfigurationFolder) -> Bool {
        folder.kind(of: "/run/systemd/system") != .folder && folder.kind(of: "/etc/init.d/docker") == .file
            && folder.kind(of: "/usr/bin/dockerd") == .file
    }

    private static let units =
        [
            "aziot-edged", "aziot-identityd", "aziot-keyd", "aziot-certd", "iotedge", "docker", "snap.docker.dockerd",
            "podman",
        ] + FirewallService.allCases.map(\.rawValue)

    /// A running service has a control group with processes in it; nothing where systemd's hierarchy is not to be seen.
    private static func isRunning(_ unit: String, in folder: ConfigurationFolder) -> Bool? {
        // It writes its rules and ends; its file says whether it writes any (ufw(8), "ENABLED").
        if unit == FirewallService.ufw.rawValue {
            return (try? folder.contents(of: "/etc/ufw/ufw.conf", limit: 1 << 16)).map { bytes in
                String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
                    line.filter { !$0.isWhitespace && $0 != "\"" }.lowercased() == "enabled=yes"
                }
            }
        }
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
