import ProbeCore
import ProbeEvidence

/// What `createOptions` has that this program looks at: the engine's API, ContainerCreate.
struct ContainerOptions {
    private(set) var bindings: [DeploymentEvidence.Binding] = []
    /// The host's own network, in either of the ways to ask for it.
    private(set) var isOnHost = false
    private(set) var resolvers: [IPAddress] = []
    /// `Env`, by the names in small letters.
    private(set) var environment: [String: String] = [:]
    private(set) var start: ImageStart?
    private(set) var command: ImageStart?
    private(set) var commandInShell: ImageStart?
    /// Members that nothing can be made of.
    private(set) var unusable: [UnusableValue.Kind] = []

    private static let mostResolvers = 8
    private static let mostWords = 64

    init(_ options: Structure) {
        let host = options.member("HostConfig")
        resolvers = (host?.member("Dns")?.elements ?? []).prefix(Self.mostResolvers).compactMap { element in
            // A template's value is filled in later.
            guard let text = element.text, !Placeholder.isIn(text) else { return nil }
            let address = IPAddress(text)
            if address == nil { unusable.append(.address) }
            return address
        }
        for case .text(let assignment) in options.member("Env")?.elements ?? [] {
            let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { environment[parts[0].lowercased()] = String(parts[1]) }
        }
        func words(_ member: String) -> [String] {
            (options.member(member)?.elements ?? []).prefix(Self.mostWords).compactMap(\.text)
        }
        let (entrypoint, own) = (words("Entrypoint"), words("Cmd"))
        if !entrypoint.isEmpty {
            // The image's own command goes with its entrypoint.
            start = ImageStart(entrypoint: entrypoint, command: own)
        } else if !own.isEmpty {
            command = ImageStart(entrypoint: [], command: own)
            commandInShell = ImageStart(entrypoint: ["sh", "-c"], command: own)
        }
        let endpoints = options.member("NetworkingConfig")?.member("EndpointsConfig")?.members ?? [:]
        isOnHost = host?.member("NetworkMode")?.text == "host" || endpoints.keys.contains("host")
        // On the host's own network nothing is published.
        guard !isOnHost else { return }
        for (port, places) in (host?.member("PortBindings")?.members ?? [:]).sorted(by: { $0.key < $1.key }) {
            for place in places.elements { add(port, place) }
        }
    }

    /// As the configuration of IoT Edge has them: a table, or JSON in a text; none of what can be read as neither.
    init(of setting: Structure?) {
        let root = setting?.text.map { try? JSONText.parse(Array($0.utf8), keepsLines: false).root } ?? setting
        self.init(root ?? .null)
    }

    /// One of a port's places: `"8883/tcp": [ { "HostPort": "8883", "HostIp": "10.0.0.1" } ]`.
    private mutating func add(_ containerPort: String, _ place: Structure) {
        let text: String? =
            switch place.member("HostPort") {
            case .text(let text)?: text
            case .integer(let number)?: String(number)
            default: nil
            }
        // Without a number, with nought, or with a range of them, the engine chooses one that is free.
        guard let text, !text.isEmpty, !text.contains("-"), !Placeholder.isIn(text) else { return }
        guard !text.allSatisfy({ $0 == "0" }) else { return }
        guard let port = SocketAddress.port(text[...]), port > 0 else {
            unusable.append(.port)
            return
        }
        var address: IPAddress?
        var isOfIPv4 = false
        if let named = place.member("HostIp")?.filledText {
            guard let own = IPAddress(named) else {
                if !Placeholder.isIn(named) { unusable.append(.address) }
                return
            }
            isOfIPv4 = own.isUnspecified && own.family == .v4
            address = isOfIPv4 ? nil : own
        }
        let binding = DeploymentEvidence.Binding(
            PortBinding(port: port, address: address), of: UInt16(containerPort.prefix { $0.isNumber }),
            isDatagram: containerPort.lowercased().hasSuffix("/udp"), isOfIPv4: isOfIPv4)
        // SCTP is neither looked for nor in anybody's way.
        if !containerPort.lowercased().hasSuffix("/sctp") { bindings.append(binding) }
    }
}

extension Structure {
    /// A member by its name in whichever case: edgeAgent makes the engine's request of them without telling cases apart.
    func member(_ name: String) -> Structure? {
        if let exact = self[name] { return exact }
        let wanted = name.lowercased()
        return members.sorted { $0.key < $1.key }.first { $0.key.lowercased() == wanted }?.value
    }
}
