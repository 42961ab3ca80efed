import ProbeConfiguration
import ProbeCore
import ProbeMeasurement
import ProbeEvidence
import ProbeFindings

/// What the device's configuration says where the command line says nothing, and from which file each was taken.
struct ConfiguredDefaults {
    private let configuration: DeviceConfiguration
    /// What was taken, file by file.
    private var taken: [(file: String, what: Sentence)] = []
    /// How many mirrors of Docker Hub nobody asks, and where they stand.
    private var unaskedMirrors: (count: Int, file: LocalText)?

    init(_ configuration: DeviceConfiguration) { self.configuration = configuration }

    var hub: HostName? {
        mutating get {
            guard let (hub, file) = configuration.hub else { return nil }
            taken.append((file, "the hub \(hub)"))
            return hub
        }
    }

    /// The device that stands before the hub.
    var parent: HostName? { configuration.edge?.parent }

    /// The text of the roots that modules take besides their own.
    var trustBundle: String? { configuration.trustBundle }

    var dps: HostName? {
        mutating get {
            guard let edge = configuration.edge, let dps = edge.dps else { return nil }
            taken.append((edge.file, "the provisioning service \(dps)"))
            return dps
        }
    }

    var idScope: String? {
        mutating get {
            guard let edge = configuration.edge, let scope = edge.idScope else { return nil }
            taken.append((edge.file, "the id scope \(LocalText(scope))"))
            return scope
        }
    }

    var upstream: Transport? {
        mutating get {
            guard let edge = configuration.edge, let upstream = edge.upstream else { return nil }
            taken.append((edge.file, "the upstream transport \(term: Term(upstream))"))
            return upstream
        }
    }

    /// The registry that edgeAgent's image comes from.
    var agentRegistry: Registry? {
        mutating get {
            guard let edge = configuration.edge, let registry = edge.agentRegistry else { return nil }
            taken.append(
                (
                    edge.file,
                    registry.port == 443
                        ? "the registry \(registry.host)" : "the registry \(registry.host) at port \(registry.port)"
                ))
            return registry
        }
    }

    /// A registry that the configuration has credentials for, and no image of.
    var registryOfCredentials: Registry? {
        mutating get {
            guard let edge = configuration.edge, let registry = edge.registryOfCredentials else { return nil }
            taken.append((edge.file, "the registry \(registry.host), for which it has credentials"))
            return registry
        }
    }

    /// edgeAgent's image, where its registry is asked.
    func agentImage(for services: ServicePlan) -> ImageReference? {
        guard let image = configuration.edge?.agentImage,
            services.registries.contains(image.registry.host),
            services.registry(at: image.registry.host) == image.registry
        else { return nil }
        return image
    }

    /// What edgeAgent's image is pulled with, where its registry is asked.
    mutating func agentAccount(for services: ServicePlan) -> RegistryAccount? {
        guard let edge = configuration.edge, let account = edge.agentAccount,
            services.endpoints.contains(where: {
                $0.service == .registry && Registry($0.host, port: $0.port) == account.image.registry
            })
        else { return nil }
        taken.append((edge.file, "the credentials for the registry \(account.image.registry.host)"))
        return account
    }

    /// Has what the engine is told to pull through asked, where Docker Hub is.
    mutating func addMirrors(to services: inout ServicePlan) {
        services.pull(through: configuration.mirrors)
        guard let mirrors = services.mirrors, let file = configuration.mirrorsFile else { return }
        for mirror in mirrors.named {
            let what: Sentence =
                mirror.port == 443
                ? "the mirror \(mirror.host) of Docker Hub"
                : "the mirror \(mirror.host) of Docker Hub at port \(mirror.port)"
            taken.append((file, what))
        }
        unaskedMirrors = mirrors.others == 0 ? nil : (count: mirrors.others, file: LocalText(file))
    }

    var proxy: Proxy? {
        mutating get {
            guard let setting = configuration.proxy, let proxy = setting.proxy else { return nil }
            taken.append((setting.file, "the proxy \(proxy.address)"))
            return proxy
        }
    }

    /// What the engine, which alone heeds any, is told to reach past the proxy.
    var exceptions: [String] { configuration.engineExceptions }

    /// Sentences for the report.
    var notes: [Sentence] {
        let sources = taken.map(\.file).uniqued.map { file -> Sentence in
            "Taken from \(LocalText(file)): \(taken.filter { $0.file == file }.map(\.what))."
        }
        let parent = configuration.edge?.parent.map { parent -> Sentence in
            """
            The IoT Edge configuration puts this device behind the parent \(parent): it reaches the hub through that, so the \
            parent is what was asked in the hub's place.
            """
        }
        return sources + [parent, unasked].compactMap(\.self) + unread + unusable
    }

    private var unasked: Sentence? {
        unaskedMirrors.map { count, file in
            """
            Not every mirror of Docker Hub in \(file) was asked; left out: \(count). They are over plain HTTP, at an address, \
            behind a path, asked for images of their own, or too many.
            """
        }
    }

    /// What parses, and means nothing to IoT Edge.
    private var unusable: [Sentence] {
        // The hub's name is taken all the same.
        (configuration.edge?.unusable ?? []).filter { $0.kind != .hubName }.map { Self.sentence($0, in: $0.file) }
    }

    /// That a value of a file was not taken, and why.
    static func sentence(_ value: UnusableValue, in file: LocalText) -> Sentence {
        switch (value.kind, value.line) {
        case (.proxyScript, let line?):
            """
            Not taken from line \(line) of \(file): \(value.member) is the URL of a script that names proxies (PAC), which \
            IoT Edge does not run.
            """
        case (.proxyScript, nil):
            """
            Not taken from \(file): \(value.member) is the URL of a script that names proxies (PAC), which IoT Edge does not \
            run.
            """
        case (_, let line?): "Not taken from line \(line) of \(file): \(value.member) is no \(noun(value.kind))."
        case (_, nil): "Not taken from \(file): \(value.member) is no \(noun(value.kind))."
        }
    }

    private static func noun(_ kind: UnusableValue.Kind) -> Sentence {
        switch kind {
        case .hostName: "host name"
        case .hostAddress: "host name, and an address is not followed here"
        case .url: "https:// address"
        case .connectionString: "connection string with a HostName"
        case .idScope: "id scope of letters and digits"
        case .networkName: "name that the engine takes for a network"
        case .socket: "unix:// address of a socket"
        case .fileURI: "file:// address"
        case .transport: "transport of IoT Edge's: Amqp, AmqpWs, Mqtt or MqttWs"
        case .proxy, .proxyScript: "proxy's URL"
        case .image: "name of an image"
        case .containerOptions: "object of JSON"
        case .port: "number of a port"
        case .address: "IP address"
        case .hubName: "name of a hub for devices"
        }
    }

    /// What could not be read, which is no fault.
    private var unread: [Sentence] {
        let closed = configuration.files.filter { $0.state == .unreadable }
        let list = closed.map { file -> Sentence in "\(LocalText("\(file.path)")) (\(file.error ?? "EIO"))" }
        let wantsRights = closed.contains { Self.isForWantOfRights($0.error) }
        let sentence: Sentence =
            wantsRights
            ? "Could not be read: \(listing: list), sudo would let edgeprobe read it."
            : "Could not be read: \(listing: list)."
        return (closed.isEmpty ? [] : [sentence])
            + configuration.files.filter { $0.state == .unsupported }.map { file in
                """
                \(LocalText("\(file.path)")) was passed over: line \(file.line ?? 0) has YAML that is not read here.
                """
            }
    }

    /// For the error that no hub is named: what may have kept one from being found.
    var trouble: Sentence? {
        guard let file = configuration.files.first(where: { $0.state != .read }) else { return nil }
        let path = Sentence(verbatim: "\(file.path)")
        switch file.state {
        case .unreadable:
            let error = file.error ?? "EIO"
            return Self.isForWantOfRights(file.error)
                ? "\(path) could not be read (\(error)), sudo would let edgeprobe read it"
                : "\(path) could not be read (\(error))"
        case .malformed, .unsupported:
            let problem = (file.problem ?? .other).clause
            return file.line.map { "line \($0) of \(path) \(problem)" } ?? "\(path) \(problem)"
        case .read: return nil
        }
    }

    private static func isForWantOfRights(_ error: SystemError?) -> Bool { error == "EACCES" || error == "EPERM" }
}
