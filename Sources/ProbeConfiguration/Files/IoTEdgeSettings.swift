package import ProbeCore
package import ProbeEvidence

/// What the IoT Edge configuration says, less its secrets: a key or token is never read out of it.
///
/// Except what it takes to ask what the engine will be asked for: the proxy's and the agent's registry's credentials.
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
    /// What IoT Edge asks for when it makes the network; nothing where it leaves that to the engine.
    package var subnets: [IPPrefix]?
    /// The path of the engine's socket.
    package var engineSocket: String?
    package var agentProxy: ProxySetting?
    /// The first edgeAgent has the host's own network.
    package var isAgentOnHost = false

    /// The registry that edgeAgent's image comes from.
    package var agentRegistry: Registry?
    /// That image, unless no engine takes its name.
    package private(set) var agentImage: ImageReference?
    package private(set) var agentImageLine: Int?
    package private(set) var agentImageState: DeploymentEvidence.Image.State?
    /// The image and what it is pulled with, where the configuration has both.
    package var agentAccount: RegistryAccount?
    /// The line of the account's password.
    package var agentAccountLine: Int?
    /// Another registry than edgeAgent's, of which nothing is known but that the configuration has credentials for it.
    package var registryOfCredentials: Registry?
    /// The PEM file of the roots that modules trust besides their own.
    package var trustBundle: String?
    /// Values that IoT Edge, or what it starts, can make nothing of.
    package private(set) var unusable: [UnusableValue] = []

    private let document: ConfigurationDocument

    /// Reads both generations' members, which differ in a few names only.
    package init(_ document: ConfigurationDocument, file: String) {
        self.file = file
        self.document = document
        hostname = text(["hostname"])
        let isAddress = text(["parent_hostname"]).map { IPAddress($0) != nil } ?? false
        parent = first(isAddress ? .hostAddress : .hostName, [["parent_hostname"]]) { try? HostName(validating: $0) }
        hub = first(
            .hostName, [["provisioning", "iothub_hostname"], ["provisioning", "authentication", "iothub_hostname"]]
        ) { try? HostName(validating: $0) }
        if let hub, hub.isNoHubForDevices {
            let paths = [["provisioning", "iothub_hostname"], ["provisioning", "authentication", "iothub_hostname"]]
            if let path = paths.first(where: { text($0) != nil }) { note(.hubName, path) }
        }
        if hub == nil {
            hub = first(
                .connectionString,
                [["provisioning", "connection_string"], ["provisioning", "device_connection_string"]],
                as: Self.hostName(inConnectionString:))
        }
        if text(["provisioning", "source"])?.lowercased() == "dps" {
            dps = first(.hostName, [["provisioning", "global_endpoint"]], as: Self.host)
            // aziot-identityd takes a URL (url::Url) and nothing less.
            if dps != nil, text(["provisioning", "global_endpoint"])?.lowercased().hasPrefix("https://") == false {
                note(.url, ["provisioning", "global_endpoint"])
            }
            idScope = first(.idScope, [["provisioning", "id_scope"], ["provisioning", "scope_id"]], as: Self.idScope)
        }
        network = first(
            .networkName, [["moby_runtime", "network", "name"], ["moby_runtime", "network"]], as: Self.networkName)
        let ranges = document["moby_runtime", "network", "ipam", "config"]?.elements ?? []
        let subnets = ranges.compactMap { $0["subnet"]?.text.flatMap { IPPrefix($0) } }.filter { $0.family == .v4 }
        self.subnets = subnets.isEmpty ? nil : subnets
        engineSocket = first(.socket, [["moby_runtime", "uri"]], as: Self.socket)
        // `$upstream` is the parent, or without one the hub, which has no images.
        isAgentOnHost = ContainerOptions(of: document["agent", "config", "createOptions"]).isOnHost
        readImage()
        readAccount()
        trustBundle = first(.fileURI, [["trust_bundle_cert"]], as: Self.path)
        readEnvironment()
    }

    private func beingUpstream(_ text: String) -> String? {
        text.hasPrefix("$upstream") ? parent.map { $0.description + text.dropFirst("$upstream".count) } : text
    }

    /// Reads edgeAgent's image, which the engine is given as it stands; nothing where that refuses it.
    private mutating func readImage() {
        let path = ["agent", "config", "image"]
        guard let image = text(path).flatMap(beingUpstream) else { return }
        guard !ImageReference.isRefused(image) else {
            note(.image, path)
            return
        }
        agentRegistry = Registry(ofImage: image)
        agentImage = ImageReference(image)
        agentImageLine = document.line(of: path)
        if let address = ModuleReading.address(ofRegistry: image) {
            agentImageState = address.isLoopback ? .onThisDevice : .atAddress
        } else {
            agentImageState = agentImage.map { $0.registry.host.isThisDevice ? .onThisDevice : .named }
        }
    }

    /// What IoT Edge hands to the engine with a request to pull, as it stands (AuthConfig of edgelet's docker-rs).
    private mutating func readAccount() {
        let path = ["agent", "config", "auth"]
        let named = text(path + ["serveraddress"]).flatMap(beingUpstream).flatMap(Self.registry)
        registryOfCredentials = named == agentRegistry ? nil : named
        guard let image = agentImage, let user = text(path + ["username"]),
            let password = text(path + ["password"])
        else { return }
        // The engine sends them to the image's registry; those that are said to be another's are not for it.
        if let address = text(path + ["serveraddress"]).flatMap(beingUpstream),
            Self.registry(address) != image.registry
        {
            return
        }
        agentAccount = RegistryAccount(image: image, credentials: Credentials(user: user, password: password))
        agentAccountLine = document.line(of: path + ["password"])
    }

    private mutating func readEnvironment() {
        let environment = document["agent", "env"]?.members ?? [:]
        if let name = environment.keys.sorted().first(where: { $0.lowercased() == "upstreamprotocol" }) {
            upstream = first(.transport, [["agent", "env", name]], as: Transport.init(upstreamProtocol:))
        }
        if let name = ["https_proxy", "HTTPS_PROXY"].first(where: { environment[$0]?.filledText != nil }),
            let url = text(["agent", "env", name])
        {
            let exceptions = ["no_proxy", "NO_PROXY"].compactMap { environment[$0]?.filledText }.first
            let setting = ProxySetting(.agentEnvironment, in: file, url: url, exceptions: exceptions)
            agentProxy = setting
            if setting.proxy == nil { note(setting.isScript ? .proxyScript : .proxy, ["agent", "env", name]) }
        }
    }

    // MARK: - Values

    private func text(_ path: [String]) -> String? {
        switch path.reduce(Optional(document.root), { $0?[$1] }) {
        case .text(let text)? where !text.isEmpty: text
        // The older generation makes a text of it; the newer one refuses the file.
        case .integer(let number)?: String(number)
        default: nil
        }
    }

    /// The first of several members that has a text, as what it stands for; where it cannot be that, it is listed.
    private mutating func first<Value>(
        _ kind: UnusableValue.Kind, _ paths: [[String]], as read: (String) -> Value?
    ) -> Value? {
        guard let path = paths.first(where: { text($0) != nil }), let text = text(path) else { return nil }
        let value = read(text)
        if value == nil { note(kind, path) }
        return value
    }

    private mutating func note(_ kind: UnusableValue.Kind, _ path: [String]) {
        unusable.append(
            UnusableValue(
                kind: kind, file: LocalText(file), line: document.line(of: path),
                member: LocalText(path.joined(separator: "."))))
    }

    /// `HostName=…;DeviceId=…;SharedAccessKey=…`: the first member alone.
    private static func hostName(inConnectionString text: String) -> HostName? {
        text.split(separator: ";").lazy.map { String($0).trimmed }.first { $0.lowercased().hasPrefix("hostname=") }
            .flatMap { try? HostName(validating: String($0.dropFirst("hostname=".count))) }
    }

    /// `host`, `host:port` or an https URL, as engines take a server's address (registry.ConvertToHostname of moby).
    private static func registry(_ address: String) -> Registry? {
        let rest = address.hasPrefix("https://") ? address.dropFirst(8) : address[...]
        return Registry(ofImage: rest.prefix { $0 != "/" } + "/image")
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

    /// `file:///etc/…`, which is how both generations name certificates; a path alone is 1.0's.
    private static func path(_ uri: String) -> String? {
        if uri.hasPrefix("/") { return uri }
        return uri.hasPrefix("file:///") ? String(uri.dropFirst(7)) : nil
    }
}
