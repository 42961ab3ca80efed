package import ProbeCore
import ProbeEvidence

/// What the IoT Edge configuration says, less its secrets: a key or token is never read out of it.
package struct IoTEdgeSettings: Hashable, Sendable {
    package let file: String
    package var hostname: String?
    package var hub: HostName?
    package var parent: HostName?
    /// The provisioning service, where the device is provisioned by one.
    package var dps: HostName?
    package var idScope: String?
    package var upstream: Transport?
    package var network: String?
    /// The path of the engine's socket.
    package var engineSocket: String?
    package var agentProxy: ProxySetting?

    /// Reads both generations' members, which differ in a few names only.
    package init(_ value: ConfigurationValue, file: String) {
        self.file = file
        hostname = value["hostname"]?.text
        parent = value["parent_hostname"]?.text.flatMap { try? HostName(validating: $0) }
        let provisioning = value["provisioning"] ?? .nothing
        let named =
            provisioning["iothub_hostname"]?.text ?? provisioning["authentication", "iothub_hostname"]?.text
            ?? Self.hostName(
                inConnectionString: provisioning["connection_string"]?.text
                    ?? provisioning["device_connection_string"]?.text)
        hub = named.flatMap { try? HostName(validating: $0) }
        if provisioning["source"]?.text?.lowercased() == "dps" {
            dps = provisioning["global_endpoint"]?.text.flatMap(Self.host)
            idScope = (provisioning["id_scope"] ?? provisioning["scope_id"])?.text.flatMap(Self.idScope)
        }
        network = (value["moby_runtime", "network", "name"] ?? value["moby_runtime", "network"])?.text
            .flatMap(Self.networkName)
        engineSocket = value["moby_runtime", "uri"]?.text.flatMap(Self.socket)
        let environment = value["agent", "env"]?.table ?? [:]
        upstream = environment.first { $0.key.lowercased() == "upstreamprotocol" }?.value.text.flatMap(Self.upstream)
        if let url = ["https_proxy", "HTTPS_PROXY"].compactMap({ environment[$0]?.text }).first {
            let exceptions = ["no_proxy", "NO_PROXY"].compactMap { environment[$0]?.text }.first
            agentProxy = ProxySetting(.agentEnvironment, in: file, url: url, exceptions: exceptions)
        }
    }

    /// `HostName=…;DeviceId=…;SharedAccessKey=…`: the first member alone.
    private static func hostName(inConnectionString text: String?) -> String? {
        text?.split(separator: ";").lazy.map { String($0).trimmed }.first { $0.lowercased().hasPrefix("hostname=") }
            .map { String($0.dropFirst("hostname=".count)) }
    }

    /// The host of an https URL without a port.
    private static func host(_ text: String) -> HostName? {
        let rest = text.lowercased().hasPrefix("https://") ? text.dropFirst(8) : text[...]
        return try? HostName(validating: String(rest.prefix { $0 != "/" }))
    }

    private static func idScope(_ text: String) -> String? {
        let isScope =
            text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: false
                }
            }
        return isScope ? text : nil
    }

    /// A name that the engine takes (its API, NetworkCreate).
    private static func networkName(_ text: String) -> String? {
        let isName =
            text.utf8.count <= 128 && !["-", ".", "_"].contains(text.prefix(1))
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
                default: false
                }
            }
        return isName ? text : nil
    }

    private static func socket(_ uri: String) -> String? {
        guard uri.hasPrefix("unix:///") else { return nil }
        return String(uri.dropFirst(7))
    }

    private static func upstream(_ text: String) -> Transport? {
        switch text.lowercased() {
        case "amqp": .amqp
        case "amqpws": .amqpOverWebSocket
        case "mqtt": .mqtt
        case "mqttws": .mqttOverWebSocket
        default: nil
        }
    }
}
