package import ProbeCore
package import ProbeEvidence

/// What daemon.json says, read as dockerd reads it; of the file nothing else is kept, because it may hold passwords.
package struct DaemonSettings: Sendable {
    package let file: String
    package private(set) var resolvers: [IPAddress] = []
    package private(set) var switches: [EngineSwitch] = []
    package private(set) var proxy: ProxySetting?
    /// What networks get that are made without an MTU, in bytes: `default-network-opts`, which engines have since 24; `mtu`
    /// reaches the first bridge alone.
    package private(set) var networkMTU: Int?
    /// The subnets that it gives to networks, as far as it says.
    package private(set) var networkSettings = NetworkSettings()
    /// Registries that the engine takes without TLS, or with whatever certificate: `HOST` or `HOST:PORT`.
    private var insecureRegistries: [String] = []
    /// Networks in which it takes all registries so.
    package private(set) var insecureNetworks: [IPPrefix] = []
    /// URLs of what it asks for Docker Hub's images before Docker Hub.
    package private(set) var mirrors: [String] = []
    /// What dockerd would refuse to start with, or some of its versions would.
    package private(set) var problems: [ConfigurationSyntaxError] = []
    /// Those beyond the ones named.
    package private(set) var problemsLeftOut = 0

    /// Where Docker and its snap keep it.
    package static let paths = ["/etc/docker/daemon.json", "/var/snap/docker/current/config/daemon.json"]

    /// More are of no use to anybody.
    private static let mostProblems = 8

    /// - Parameters:
    ///   - bytes: the file's.
    ///   - file: its path.
    ///   - command: the words of the engine's command line, as far as they are known.
    package init(_ bytes: [UInt8], file: String, command: [String] = []) {
        self.file = file
        var bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            bytes.removeFirst(3)
            problems.append(ConfigurationSyntaxError(.byteOrderMark, line: 1))
        } else if let text = Self.utf16(bytes) {
            // What a shell of Windows writes; the engine that takes the one mark takes the other.
            bytes = Array(text.utf8)
            problems.append(ConfigurationSyntaxError(.byteOrderMark, line: 1))
        }
        if String(validating: bytes, as: UTF8.self) == nil {
            problems.append(ConfigurationSyntaxError(.notText, line: nil))
        }
        do throws(ConfigurationSyntaxError) {
            var reader = JSONReader(bytes, keepsLines: true)
            let root = try reader.document()
            if !reader.isAtEnd { problems.append(ConfigurationSyntaxError(.trailing, line: reader.line)) }
            read(ConfigurationDocument(root, lines: reader.lines), command)
        } catch {
            problems.append(error)
        }
    }

    /// Whether the engine asks a registry without TLS where TLS fails (insecure-registries of dockerd(8)).
    package func takesWithoutTLS(_ registry: Registry) -> Bool {
        insecureRegistries.contains("\(registry.host):\(registry.port)")
            || (registry.port == 443 && insecureRegistries.contains("\(registry.host)"))
    }

    /// The text behind a byte order mark of UTF-16; nothing without one.
    private static func utf16(_ bytes: [UInt8]) -> String? {
        let isLittle = bytes.starts(with: [0xff, 0xfe])
        guard isLittle || bytes.starts(with: [0xfe, 0xff]) else { return nil }
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
            UInt16(bytes[index + (isLittle ? 1 : 0)]) << 8 | UInt16(bytes[index + (isLittle ? 0 : 1)])
        }
        return String(decoding: units, as: UTF16.self)
    }

    private mutating func read(_ document: ConfigurationDocument, _ command: [String]) {
        guard document.root != .null else { return }
        guard case .object(let members) = document.root else {
            problems.append(ConfigurationSyntaxError(.unfit, line: 1))
            return
        }
        let count = problems.count
        let given = DaemonOption.members(in: command)
        for (path, value) in Self.flattened(members).sorted(by: { $0.path.joined() < $1.path.joined() }) {
            guard let name = path.last else { break }
            let line = document.line(of: path)
            guard let kind = DaemonOption.kinds[name] else {
                add(DaemonOption.kinds[name.lowercased()] == nil ? .unknownMember : .misspelt, line, name)
                continue
            }
            if DaemonOption.newer.contains(name) { add(.newerMember, line, name) }
            if given.contains(name), name != "runtimes" { add(.givenTwice, line, name) }
            // One that stands inside another object is an option's name, and without effect.
            if path.count == 1 || path.first == "proxies", !kind.takes(value) { add(.unfit, line, name) }
        }
        let resolvers = document["dns"]?.elements.compactMap(\.text) ?? []
        if resolvers.contains(where: { IPAddress($0.trimmed) == nil }) {
            add(.unfit, document.line(of: ["dns"]), "dns")
        }
        for name in DaemonOption.unusable(in: document) { add(.unfit, document.line(of: [name]), name) }
        guard problems.dropFirst(count).allSatisfy({ $0.problem == .newerMember }) else { return }
        self.resolvers = resolvers.compactMap { IPAddress($0.trimmed) }
        switches = EngineSwitch.Name.allCases.compactMap { name in
            document[name.rawValue]?.boolean.map { value in
                EngineSwitch(
                    name: name, isOn: value, file: LocalText(file), line: document.line(of: [name.rawValue]))
            }
        }
        networkMTU = document["default-network-opts", "bridge"]?["com.docker.network.driver.mtu"]?.text
            .flatMap { Int($0) }.flatMap { (68...65_535).contains($0) ? $0 : nil }
        networkSettings.bridge = document["bip"]?.text.flatMap(Self.subnet)
        networkSettings.pools = document["default-address-pools"]?.elements.compactMap { pool in
            guard let base = pool["base"]?.text.flatMap({ IPPrefix($0) }), let size = pool["size"]?.integer else {
                return nil
            }
            return NetworkSettings.Pool(base: base, size: Int(clamping: size))
        }
        insecureRegistries =
            document["insecure-registries"]?.elements.compactMap { $0.text?.trimmed.lowercased() } ?? []
        insecureNetworks = insecureRegistries.compactMap { IPPrefix($0) }
        mirrors = document["registry-mirrors"]?.elements.compactMap { $0.text?.trimmed } ?? []
        proxy = document["proxies", "https-proxy"]?.filledText.map { url in
            ProxySetting(
                .engineConfiguration, in: file, url: url, exceptions: document["proxies", "no-proxy"]?.text)
        }
    }

    /// Of an address with the length of its network's prefix.
    static func subnet(_ text: String) -> IPPrefix? {
        let parts = text.trimmed.split(separator: "/")
        guard parts.count == 2, let address = IPAddress(parts[0]), let length = Int(parts[1]) else { return nil }
        return IPPrefix(address, length: length)
    }

    private mutating func add(_ problem: SyntaxProblem, _ line: Int?, _ member: String) {
        guard !problems.contains(where: { $0.member == member }) else { return }
        guard problems.count < Self.mostProblems else {
            problemsLeftOut += 1
            return
        }
        var error = ConfigurationSyntaxError(problem, line: line)
        error.member = member
        problems.append(error)
    }

    /// The options of the file: the members of an object count as options themselves (configValuesSet of moby).
    private static func flattened(_ members: [String: Structure]) -> [(path: [String], value: Structure)] {
        members.flatMap { name, value -> [(path: [String], value: Structure)] in
            guard case .object(let inner) = value, !DaemonOption.whole.contains(name) else { return [([name], value)] }
            return inner.map { ([name, $0.key], $0.value) }
        }
    }
}
