package import ProbeCore
package import ProbeEvidence
import ProbeLinux

/// What the device's own files say that a run takes as defaults.
///
/// Read, never required: what is missing, unreadable or malformed is told in `files` and leaves the rest alone. Holds the
/// proxies' credentials, as the command line does; `ConfigurationEvidence` is what reports get of it.
package struct DeviceConfiguration: Sendable {
    package private(set) var files: [ConfigurationFile] = []
    package private(set) var edge: IoTEdgeSettings?
    /// The hub that the identity service was assigned, and the file that says so.
    package private(set) var assignedHub: (hub: HostName, file: String)?
    package private(set) var proxies: [ProxySetting] = []
    /// What /etc/hostname sets.
    package private(set) var staticHostname: String?
    package private(set) var timeServers: [TimeServer] = []

    private static let deviceInfo = "/var/lib/aziot/identityd/device_info"
    private static let engineFiles = ["/etc/docker/daemon.json", "/var/snap/docker/current/config/daemon.json"]
    /// The units whose environment matters, by their names in either generation of IoT Edge.
    private static let units: [(ProxyPlace, [String])] = [
        (.identityService, ["aziot-identityd"]), (.edgeDaemon, ["aziot-edged", "iotedge"]),
        (.engineService, ["docker"]),
    ]

    /// Reads the files below a root.
    package init(root: String) {
        var folder = ConfigurationFolder(root: root)
        if let value = folder.value(ConfigurationFile.edge, TOMLText.parse) {
            edge = IoTEdgeSettings(value, file: ConfigurationFile.edge)
        } else if let value = folder.value(ConfigurationFile.oldEdge, YAMLText.parse) {
            edge = IoTEdgeSettings(value, file: ConfigurationFile.oldEdge)
        }
        assignedHub = Self.assignedHub(&folder)
        proxies = [edge?.agentProxy].compactMap(\.self)
        for (place, names) in Self.units {
            if let setting = Self.proxy(of: place, names, &folder) { proxies.append(setting) }
        }
        if let setting = Self.engineProxy(&folder) { proxies.append(setting) }
        staticHostname = folder.text("/etc/hostname").flatMap { text in
            text.split(whereSeparator: \.isNewline).map { String($0).trimmed }
                .first { !$0.isEmpty && !$0.hasPrefix("#") }
        }
        timeServers = TimeServers.read(&folder)
        files = folder.files
    }

    /// The hub that the configuration names, or else the one that provisioning assigned, and where that stands.
    package var hub: (hub: HostName, file: String)? {
        if let edge, let hub = edge.hub { return (hub, edge.file) }
        return assignedHub
    }

    /// The proxy that the device would use: edgeAgent's first, the engine's last.
    package var proxy: ProxySetting? { proxies.first { $0.proxy != nil } }

    private static func assignedHub(_ folder: inout ConfigurationFolder) -> (hub: HostName, file: String)? {
        let value = folder.value(deviceInfo) { text throws(ConfigurationSyntaxError) in
            text.hasPrefix("{") ? try JSONText.parse(text) : try TOMLText.parse(text)
        }
        return (value?["hub_name"] ?? value?["iothub_hostname"])?.text.flatMap { try? HostName(validating: $0) }
            .map { ($0, deviceInfo) }
    }

    private static func proxy(
        of place: ProxyPlace, _ units: [String], _ folder: inout ConfigurationFolder
    ) -> ProxySetting? {
        for unit in units {
            var environment: [String: String] = [:]
            var lastFile: String?
            for base in ["/run/systemd/system", "/etc/systemd/system"] {
                for (path, text) in folder.texts(in: "\(base)/\(unit).service.d", suffix: ".conf") {
                    SystemdDropIn.apply(text, to: &environment)
                    lastFile = path
                }
            }
            let url = ["https_proxy", "HTTPS_PROXY"].compactMap { environment[$0] }.first { !$0.isEmpty }
            let exceptions = ["no_proxy", "NO_PROXY"].compactMap { environment[$0] }.first
            if let url, let lastFile { return ProxySetting(place, in: lastFile, url: url, exceptions: exceptions) }
        }
        return nil
    }

    /// The engine's own configuration, since version 23.
    private static func engineProxy(_ folder: inout ConfigurationFolder) -> ProxySetting? {
        for path in engineFiles {
            guard let value = folder.value(path, JSONText.parse),
                let url = value["proxies", "https-proxy"]?.text
            else { continue }
            return ProxySetting(
                .engineConfiguration, in: path, url: url, exceptions: value["proxies", "no-proxy"]?.text)
        }
        return nil
    }
}
