package import ProbeCore
package import ProbeEvidence
import ProbeLinux

/// What the device's own files say that a run takes as defaults.
///
/// Read, never required: what is missing, unreadable or malformed is told in `files` and leaves the rest alone. Holds the
/// proxies' credentials, as the command line does; `ConfigurationEvidence` is what reports get of it.
package struct DeviceConfiguration: Sendable {
    package private(set) var files: [ConfigurationFile] = []
    /// Files that are there and were not read, for their number.
    package private(set) var leftOut: [LeftOut] = []
    package private(set) var edge: IoTEdgeSettings?
    /// The hub that the identity service was assigned, and the file that says so.
    package private(set) var assignedHub: (hub: HostName, file: String)?
    package private(set) var proxies: [ProxySetting] = []
    /// Assignments of a proxy that systemd passes over.
    package private(set) var ignored: [IgnoredAssignment] = []
    /// The roots that IoT Edge's configuration gives modules besides their own, as PEM.
    package private(set) var trustBundle: String?
    /// What the engine's own file says, where there is one.
    package private(set) var engine: DaemonSettings?
    /// What the engine's command line sets of its switches.
    private var commanded: [EngineSwitch] = []
    /// The mirrors that its command line names, and the file where that stands.
    private var commandedMirrors: [(value: String, word: SystemdUnit.Word)] = []
    /// What /etc/hostname sets.
    package private(set) var staticHostname: String?
    package private(set) var timeServers: [TimeServer] = []

    /// Halves of clients' identities in the engine's folders for registries.
    package private(set) var unpairedCertificates: [UnpairedCertificate] = []

    private static let deviceInfo = "/var/lib/aziot/identityd/device_info"
    /// The units whose environment matters, by their names in either generation of IoT Edge.
    private static let units: [(ProxyPlace, [String])] = [
        (.identityService, ["aziot-identityd"]), (.edgeDaemon, ["aziot-edged", "iotedge"]),
        (.engineService, ["docker", "snap.docker.dockerd"]),
    ]

    /// Reads the files below a root.
    package init(root: String) {
        var folder = ConfigurationFolder(root: root)
        if let document = folder.document(ConfigurationFile.edge, TOMLText.parse) {
            for error in EdgeSchema.problems(in: document) { folder.note(error, at: ConfigurationFile.edge) }
            edge = IoTEdgeSettings(document, file: ConfigurationFile.edge)
        } else if let document = folder.document(ConfigurationFile.oldEdge, YAMLText.parse) {
            edge = IoTEdgeSettings(document, file: ConfigurationFile.oldEdge)
        }
        trustBundle = edge?.trustBundle.flatMap { folder.text($0) }
        assignedHub = Self.assignedHub(&folder)
        proxies = [edge?.agentProxy].compactMap(\.self)
        var engineCommand: [SystemdUnit.Word] = []
        for (place, names) in Self.units {
            let units = names.map { SystemdUnit($0, in: &folder) }
            ignored += units.flatMap { unit in unit.ignored.compactMap { IgnoredAssignment($0, for: place) } }
            if let setting = units.lazy.compactMap({ Self.proxy(of: place, $0) }).first { proxies.append(setting) }
            if place == .engineService {
                engineCommand = units.lazy.map(\.commandWords).first { !$0.isEmpty } ?? []
            }
        }
        readEngineFile(engineCommand.map(\.text), &folder)
        commanded = DaemonOption.switches(in: engineCommand)
        commandedMirrors = DaemonOption.values(of: "registry-mirrors", in: engineCommand)
        staticHostname = folder.text("/etc/hostname").flatMap { text in
            text.split(whereSeparator: \.isNewline).map { String($0).trimmed }
                .first { !$0.isEmpty && !$0.hasPrefix("#") }
        }
        timeServers = TimeServers.read(&folder)
        unpairedCertificates = RegistryFolders.unpaired(in: &folder)
        files = folder.files.uniqued
        leftOut = folder.leftOut.uniqued
    }

    /// The hub that the configuration names, or else the one that provisioning assigned, and where that stands.
    package var hub: (hub: HostName, file: String)? {
        if let edge, let hub = edge.hub { return (hub, edge.file) }
        return assignedHub
    }

    /// What the engine is told to do of its own file, and on its command line.
    package var engineSwitches: [EngineSwitch] { (engine?.switches ?? []) + commanded }

    /// What the engine is told to ask for Docker Hub's images first.
    package var mirrors: RegistryMirrors {
        RegistryMirrors((engine?.mirrors ?? []) + commandedMirrors.map(\.value))
    }

    /// Where it is told so; the engine starts with one of the two alone.
    package var mirrorsFile: String? {
        engine.flatMap { $0.mirrors.isEmpty ? nil : $0.file } ?? commandedMirrors.first?.word.file
    }

    /// What the engine is told to reach past its proxy; its own file comes before its environment (`overrideProxyEnv` of dockerd).
    package var engineExceptions: [String] {
        let all = ProxyPlace.ofEngine.compactMap { place in proxies.first { $0.place == place }?.proxy?.exceptions }
        return all.first { !$0.isEmpty } ?? []
    }

    /// The proxy that the device would use: edgeAgent's first, the engine's last.
    package var proxy: ProxySetting? { proxies.first { $0.proxy != nil } }

    private static func assignedHub(_ folder: inout ConfigurationFolder) -> (hub: HostName, file: String)? {
        let document = folder.document(deviceInfo) { text throws(ConfigurationSyntaxError) in
            text.hasPrefix("{") ? try JSONText.parse(text) : try TOMLText.parse(text)
        }
        return (document?["hub_name"] ?? document?["iothub_hostname"])?.filledText.flatMap {
            try? HostName(validating: $0)
        }
        .map { ($0, deviceInfo) }
    }

    /// As Go and IoT Edge look for it: upper case first.
    private static func proxy(of place: ProxyPlace, _ unit: SystemdUnit) -> ProxySetting? {
        func setting(_ names: [String]) -> SystemdUnit.Setting? {
            names.compactMap { unit.environment[$0] }.first { !$0.value.isEmpty }
        }
        guard let url = setting(["HTTPS_PROXY", "https_proxy"]) else { return nil }
        return ProxySetting(
            place, in: url.file, url: url.value, exceptions: setting(["NO_PROXY", "no_proxy"])?.value)
    }

    private mutating func readEngineFile(_ command: [String], _ folder: inout ConfigurationFolder) {
        let named =
            command.firstIndex(of: "--config-file").flatMap { command.dropFirst($0 + 1).first }
            ?? command.first { $0.hasPrefix("--config-file=") }.map { String($0.dropFirst("--config-file=".count)) }
        for path in [named].compactMap(\.self) + DaemonSettings.paths {
            guard let bytes = folder.bytes(path) else { continue }
            let settings = DaemonSettings(bytes, file: path, command: command)
            for problem in settings.problems { folder.note(problem, at: path) }
            folder.leave(.fileProblems, settings.problemsLeftOut)
            engine = settings
            if let proxy = settings.proxy { proxies.append(proxy) }
            return
        }
    }
}
