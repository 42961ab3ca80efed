package import ProbeCore

/// Who wrote a line of a log.
package struct LogSpeaker: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        case agent, hub
        /// A service of IoT Edge's own: aziot-edged and its fellows, or iotedged.
        case daemon
        /// Docker, Moby, containerd, Podman.
        case engine
        case kernel
        /// Any other module or container.
        case module
        /// Nothing says whose line it is.
        case unknown
    }

    package let kind: Kind
    /// As its log calls it: a unit, a program, a container.
    package let name: LocalText

    package init(_ kind: Kind, _ name: LocalText) {
        self.kind = kind
        self.name = name
    }

    package static let agent = LogSpeaker(.agent, "edgeAgent")
    package static let hub = LogSpeaker(.hub, "edgeHub")
    package static let kernel = LogSpeaker(.kernel, "kernel")
    package static let unknown = LogSpeaker(.unknown, "")

    /// By the name of a unit, of a program, of a container or of an image; nothing for other programs of the device.
    package init?(named name: String) {
        let base = Self.base(of: name)
        switch base {
        case "edgeAgent", "azureiotedge-agent": self = .agent
        case "edgeHub", "edgeHubDev", "azureiotedge-hub": self = .hub
        case "kernel": self = .kernel
        case "aziot-edged", "aziot-identityd", "aziot-certd", "aziot-keyd", "aziot-tpmd", "iotedged":
            self.init(.daemon, LocalText(base))
        case "iotedge": self.init(.daemon, "iotedged")
        case "dockerd", "docker", "moby-engine", "iotedge-moby": self.init(.engine, "dockerd")
        case "containerd", "podman": self.init(.engine, LocalText(base))
        default:
            // The journald driver tags a container's lines with its image.
            if base.contains("azureiotedge-agent") {
                self = .agent
            } else if base.contains("azureiotedge-hub") {
                self = .hub
            } else {
                return nil
            }
        }
    }

    /// The program without what systemd and snapd put around it: `snap.azure-iot-edge.aziot-edged.service`.
    private static func base(of name: String) -> String {
        var base = name[...]
        if base.hasSuffix(".service") { base = base.dropLast(".service".count) }
        if base.hasPrefix("snap.") { base = base.dropFirst("snap.".count) }
        for snap in ["azure-iot-edge.", "azure-iot-identity.", "docker."] where base.hasPrefix(snap) {
            base = base.dropFirst(snap.count)
        }
        return String(base)
    }

    /// A container by the name that docker-compose shows: of a service, with the number of it, in whichever case.
    package init(service name: String) {
        let words = name.split { "-_".contains($0) }
        let plain = words.last?.allSatisfy(\.isNumber) == true ? words.dropLast() : words[...]
        switch plain.last?.lowercased() {
        case "edgeagent": self = .agent
        case "edgehub", "edgehubdev": self = .hub
        default: self.init(container: name)
        }
    }

    /// A container by its name.
    package init(container name: String) {
        self =
            LogSpeaker(named: name).flatMap { [.agent, .hub].contains($0.kind) ? $0 : nil }
            ?? LogSpeaker(.module, LocalText(name, limit: 128))
    }
}
