import ProbeCore
import ProbeEvidence

/// One module of a deployment, as far as this program looks at it.
struct ModuleReading {
    var evidence: DeploymentEvidence.Module
    /// What can be asked for, and how the manifest writes it.
    private(set) var image: (ImageReference, String)?
    private(set) var proxy: Proxy?
    private(set) var unusable: [UnusableValue] = []

    private let manifest: DeploymentManifest
    private let path: [String]

    /// `createOptions01` and so on continue `createOptions`, as many as there are (edge-util, `ChunkedValue`).
    private static let mostChunks = 99

    init(_ manifest: DeploymentManifest, at path: [String]) {
        self.manifest = manifest
        self.path = path
        evidence = DeploymentEvidence.Module(name: LocalText(path.last ?? ""))
        evidence.line = manifest.twin.line(of: path, in: manifest.document)
        evidence.isStopped = text(["status"]) == "stopped"
        readImage()
        let options = containerOptions()
        evidence.bindings = options.bindings
        evidence.resolvers = options.resolvers
        evidence.start = options.start
        evidence.command = options.command
        evidence.commandInShell = options.commandInShell
        for kind in options.unusable.uniqued { note(kind, ["settings", "createOptions"]) }
        if unusable.contains(where: { $0.kind == .containerOptions }) { evidence.hasUnreadableOptions = true }
        evidence.isOnHost = options.isOnHost ? true : nil
        readEnvironment(options.environment)
    }

    /// What the runtime's modules listen on, which on the host's own network are ports of the device
    /// (doc/EnvironmentVariables.md of Azure/iotedge; metrics are HTTP's).
    private mutating func addOwnPorts(_ environment: [String: String]) {
        guard evidence.isOnHost == true else { return }
        func isOn(_ name: String) -> Bool { environment[name]?.lowercased() != "false" }
        let isHub = evidence.name.description == PortEvidence.edgeHub
        guard isHub || evidence.name.description == DeploymentEvidence.edgeAgent else { return }
        let protocols: [(name: String, port: UInt16)] = [
            ("httpsettings__", 443), ("amqpsettings__", 5671), ("mqttsettings__", 8883),
        ]
        var ports = protocols.filter { isHub && isOn($0.name + "enabled") }.map { own in
            environment[own.name + "port"].flatMap { UInt16($0) } ?? own.port
        }
        // MetricsListenerConfig.Create reads it from the root of the configuration.
        if isOn("metricsenabled"), !isHub || isOn("httpsettings__enabled") {
            ports.append(environment["port"].flatMap { UInt16($0) } ?? 9600)
        }
        evidence.bindings = ports.map { DeploymentEvidence.Binding(PortBinding(port: $0), of: $0, isDatagram: false) }
    }

    private func text(_ member: [String]) -> String? { manifest.twin[path + member]?.value.filledText }

    private mutating func note(_ kind: UnusableValue.Kind, _ member: [String]) {
        let name = (path + member).joined(separator: ".")
        unusable.append(
            UnusableValue(
                kind: kind, file: manifest.evidence.file,
                line: manifest.twin.line(of: path + member, in: manifest.document), member: LocalText(name)))
    }

    private mutating func readImage() {
        let member = ["settings", "image"]
        guard let text = text(member) else {
            // What a layer leaves out, the deployment below it has.
            if manifest.twin.isComplete { missImage(member) }
            return
        }
        let line = manifest.twin.line(of: path + member, in: manifest.document)
        guard !Placeholder.isIn(text) else {
            evidence.image = DeploymentEvidence.Image(.placeholder, line: line)
            return
        }
        guard let resolved = manifest.beingUpstream(text) else {
            evidence.image = DeploymentEvidence.Image(.atUnknownParent, line: line)
            return
        }
        if let address = Self.address(ofRegistry: resolved.trimmed) {
            evidence.image = DeploymentEvidence.Image(address.isLoopback ? .onThisDevice : .atAddress, line: line)
            return
        }
        guard let reference = ImageReference(resolved.trimmed) else {
            missImage(member, ImageReference.isRefused(resolved.trimmed) ? .refused : .unusable)
            return
        }
        let policy = self.text(["imagePullPolicy"])?.lowercased()
        let state: DeploymentEvidence.Image.State =
            policy == "never" ? .neverPulled : reference.registry.host.isThisDevice ? .onThisDevice : .named
        evidence.image = DeploymentEvidence.Image(state, reference, line: line)
        if state == .named { image = (reference, text.trimmed) }
    }

    private mutating func missImage(_ member: [String], _ state: DeploymentEvidence.Image.State = .unusable) {
        let line = manifest.twin.line(of: path + member, in: manifest.document)
        evidence.image = DeploymentEvidence.Image(state, line: line)
        note(.image, member)
    }

    /// `10.1.0.5:5000/camera`: a registry without a name.
    static func address(ofRegistry image: String) -> IPAddress? {
        guard let slash = image.firstIndex(of: "/") else { return nil }
        let place = image[..<slash]
        return IPAddress(place) ?? SocketAddress(String(place), defaultPort: 443)?.address
    }

    /// JSON in a text, which may go on in further members, or an object, as templates have it.
    private mutating func containerOptions() -> ContainerOptions {
        let member = ["settings", "createOptions"]
        guard let first = manifest.twin[path + member]?.value else {
            // A module that is not there at all says nothing of its ports.
            if manifest.twin[path] == nil { evidence.hasUnreadableOptions = true }
            return ContainerOptions(.null)
        }
        guard let beginning = first.text else {
            if first.members.isEmpty, first != .object([:]), first != .null { note(.containerOptions, member) }
            return ContainerOptions(first)
        }
        var whole = beginning
        for number in 1...Self.mostChunks {
            let name = number < 10 ? "createOptions0\(number)" : "createOptions\(number)"
            guard let chunk = manifest.twin[path + ["settings", name]]?.value.text else { break }
            whole += chunk
        }
        guard !whole.trimmed.isEmpty else { return ContainerOptions(.null) }
        guard let options = Self.options(Array(whole.utf8)) else {
            note(.containerOptions, member)
            return ContainerOptions(.null)
        }
        return ContainerOptions(options)
    }

    /// edgeAgent reads them with Newtonsoft's parser, which takes more for JSON than the standard does.
    private static func options(_ text: [UInt8]) -> Structure? {
        for text in [text, LenientJSON.strict(text)] {
            if let root = try? JSONText.parse(text, keepsLines: false).root, case .object = root { return root }
        }
        return nil
    }

    /// `env` of the module before `Env` of its container; .NET does not tell capitals from small letters in their names.
    private mutating func readEnvironment(_ ofContainer: [String: String]) {
        var environment = ofContainer
        for name in manifest.twin.members(of: path + ["env"]) {
            let text: String? =
                switch manifest.twin[path + ["env", name, "value"]]?.value {
                case .text(let text)?: text
                case .boolean(let flag)?: flag ? "true" : "false"
                case .integer(let number)?: String(number)
                default: nil
                }
            if let text { environment[name.lowercased()] = text }
        }
        if environment["https_proxy"].map({ Placeholder.isWhole($0) || $0.contains("${") }) ?? false {
            evidence.hasUnreadableProxy = true
        }
        // A proxy's password may well have a dollar in it.
        environment = environment.filter { !Placeholder.isWhole($0.value) && !$0.value.contains("${") }
        addOwnPorts(environment)
        if let text = environment["upstreamprotocol"], !text.isEmpty {
            evidence.upstream = Transport(upstreamProtocol: text)
            if evidence.upstream == nil { note(.transport, ["env", "UpstreamProtocol"]) }
        }
        if let text = environment["optimizeforperformance"] {
            evidence.optimizesForPerformance = text.lowercased() != "false"
        }
        if let url = environment["https_proxy"], !url.isEmpty {
            let setting = ProxySetting(
                .agentEnvironment, in: manifest.evidence.file.description, url: url,
                exceptions: environment["no_proxy"])
            proxy = setting.proxy
            evidence.proxy = setting.proxy?.address
            if setting.proxy == nil { evidence.hasUnreadableProxy = true }
            if setting.proxy == nil { note(setting.isScript ? .proxyScript : .proxy, ["env", "https_proxy"]) }
        }
    }
}

extension HostName {
    /// The device itself, where a registry would be spoken to without TLS.
    var isThisDevice: Bool {
        let name = description
        return name == "localhost" || name == "host.docker.internal"
    }
}

extension Transport {
    /// A value of `UpstreamProtocol`.
    package init?(upstreamProtocol text: String) {
        switch text.lowercased() {
        case "amqp": self = .amqp
        case "amqpws": self = .amqpOverWebSocket
        case "mqtt": self = .mqtt
        case "mqttws": self = .mqttOverWebSocket
        default: return nil
        }
    }
}
