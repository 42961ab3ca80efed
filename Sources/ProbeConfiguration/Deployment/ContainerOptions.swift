import ProbeCore
import ProbeEvidence

/// What `createOptions` has that this program looks at: the engine's API, ContainerCreate.
struct ContainerOptions {
    private(set) var bindings: [DeploymentEvidence.Binding] = []
    private(set) var resolvers: [IPAddress] = []
    /// `Env`, by the names in small letters.
    private(set) var environment: [String: String] = [:]
    private(set) var start: ImageStart?
    /// Members that nothing can be made of.
    private(set) var unusable: [UnusableValue.Kind] = []

    private static let mostResolvers = 8
    private static let mostWords = 64

    init(_ options: Structure) {
        let host = options["HostConfig"]
        resolvers = (host?["Dns"]?.elements ?? []).prefix(Self.mostResolvers).compactMap { element in
            // A template's value is filled in later.
            guard let text = element.text, !Placeholder.isIn(text) else { return nil }
            let address = IPAddress(text)
            if address == nil { unusable.append(.address) }
            return address
        }
        for case .text(let assignment) in options["Env"]?.elements ?? [] {
            let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { environment[parts[0].lowercased()] = String(parts[1]) }
        }
        func words(_ member: String) -> [String] {
            (options[member]?.elements ?? []).prefix(Self.mostWords).compactMap(\.text)
        }
        start = ImageStart(entrypoint: words("Entrypoint"), command: [])
        // On the host's own network nothing is published.
        guard host?["NetworkMode"]?.text != "host" else { return }
        for (port, places) in (host?["PortBindings"]?.members ?? [:]).sorted(by: { $0.key < $1.key }) {
            for place in places.elements { add(port, place) }
        }
    }

    /// One of a port's places: `"8883/tcp": [ { "HostPort": "8883", "HostIp": "10.0.0.1" } ]`.
    private mutating func add(_ containerPort: String, _ place: Structure) {
        let text: String? =
            switch place["HostPort"] {
            case .text(let text)?: text
            case .integer(let number)?: String(number)
            default: nil
            }
        // Without a number, or with a range of them, the engine chooses one that is free.
        guard let text, !text.isEmpty, !text.contains("-"), !Placeholder.isIn(text) else { return }
        guard let port = SocketAddress.port(text[...]), port > 0 else {
            unusable.append(.port)
            return
        }
        var address: IPAddress?
        if let named = place["HostIp"]?.filledText {
            guard let own = IPAddress(named) else {
                if !Placeholder.isIn(named) { unusable.append(.address) }
                return
            }
            address = own.isUnspecified && own.family == .v4 ? nil : own
        }
        let binding = DeploymentEvidence.Binding(
            PortBinding(port: port, address: address), isDatagram: containerPort.lowercased().hasSuffix("/udp"))
        // SCTP is neither looked for nor in anybody's way.
        if !containerPort.lowercased().hasSuffix("/sctp"), !bindings.contains(binding) { bindings.append(binding) }
    }
}

/// A value that somebody has yet to fill in.
enum Placeholder {
    /// `${MODULES.filter}`, `$CONTAINER_REGISTRY_PASSWORD`: a text that is one, or has one in it.
    ///
    /// `$upstream` is IoT Edge's own word for the parent.
    static func isIn(_ text: String) -> Bool {
        if text.contains("${") { return true }
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            rest = rest[rest.index(after: dollar)...]
            let name = rest.prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
            if let first = name.first, !first.isNumber, name != "upstream" { return true }
        }
        return false
    }

    /// A secret that is one as a whole: a password may well have a dollar in it.
    static func isWhole(_ text: String) -> Bool {
        if text.hasPrefix("${"), text.hasSuffix("}") { return true }
        // The one user name of nvcr.io, which looks like one.
        if text == "$oauthtoken" { return false }
        guard text.first == "$", let second = text.dropFirst().first, second == "_" || second.isLetter else {
            return text.isEmpty || (text.hasPrefix("<") && text.hasSuffix(">"))
        }
        return text.dropFirst().allSatisfy { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
    }
}
