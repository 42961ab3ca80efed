import NIOCore
import NIOHTTP1
import ProbeCore
import ProbeTLS

/// The services behind the listeners, and the way a new connection takes to one of them.
struct Services: Sendable {
    private let configuration: Configuration
    private let faults: Faults
    private let identities: Identities
    private let counters: Counters
    private let admission: Admission
    private let registry: RegistrySite
    private let data: DataSite

    init(
        _ configuration: Configuration, _ faults: Faults, _ identities: Identities, _ counters: Counters
    ) throws(ProbeError) {
        self.configuration = configuration
        self.faults = faults
        self.identities = identities
        self.counters = counters
        admission = try Admission(configuration)
        let image = EmulatedImage()
        registry = RegistrySite(
            access: configuration.registryAccess, name: configuration.registry.description,
            dataEndpoint: configuration.dataEndpoint.description, image: image)
        data = DataSite(image: image)
    }

    /// Prepares an accepted connection.
    func receive(_ channel: any Channel, at entrance: Entrance) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            guard let door = entrance.doors.first else { return }
            counters.noteConnection(to: door)
            if door.usesTLS {
                try receiveTLS(channel, at: entrance, door)
            } else {
                try install(door, in: channel.pipeline)
            }
        }
    }

    // MARK: - TLS

    private func receiveTLS(_ channel: any Channel, at entrance: Entrance, _ first: Door) throws {
        let handler = ReceptionHandler(reading: try engine(for: first)) { serverName in
            let named = serverName.flatMap(configuration.service)
            let door = entrance.door(to: named) ?? first
            if door.service == .hub, named == nil, configuration.hub.requiresServerName { return .close }
            switch faults.reception(at: door.service, namingIt: named == door.service) {
            case .answer:
                let versions = speaksTLS13(serverName) ? TLSEngine.Version.tls12 ... .tls13 : nil
                return door == first && versions == nil ? .proceed : .answer(try engine(for: door, versions: versions))
            case .answerInOldVersion: return .answer(try engine(for: door, versions: .tls11 ... .tls11))
            case .swallow: return .swallow
            case .close: return .close
            case .reset: return .reset
            case .redirectToLogin: return .plain(LoginPage.redirect)
            }
        } opened: { pipeline, serverName in
            counters.noteHandshake(serverName)
            let door = entrance.door(to: serverName.flatMap(configuration.service)) ?? first
            try install(door, in: pipeline)
        }
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    /// The hub's name for devices that speak it, where nothing else was asked for.
    private func speaksTLS13(_ serverName: String?) -> Bool {
        let name = serverName.flatMap { try? HostName(validating: $0) }
        return configuration.tls == nil && name?.requiresServerName ?? false
    }

    private func engine(
        for door: Door, versions: ClosedRange<TLSEngine.Version>? = nil
    ) throws(ProbeError) -> TLSEngine {
        guard let identity = identities[door.service] else {
            throw ProbeError.libraryRefused("\(LocalText("\(door)")) has no certificate")
        }
        return try TLSEngine(
            server: identity,
            options: TLSEngine.ServerOptions(
                requestsClientCertificate: configuration.requestsClientCertificate && door.port != 443,
                applicationProtocols: door.port == 443 ? ["http/1.1"] : [],
                versions: versions ?? self.versions(of: door.service)))
    }

    private func versions(of service: Service) -> ClosedRange<TLSEngine.Version> {
        if let given = configuration.tls, given.oldest <= given.newest { return given.oldest...given.newest }
        return switch service {
        case .hub, .dps: .tls12 ... .tls12
        case .registry, .data, .pages: .tls12 ... .tls13
        }
    }

    // MARK: - Protocols

    private func install(_ door: Door, in pipeline: ChannelPipeline) throws {
        guard door.port == 443 || door.port == 80 else {
            return try pipeline.syncOperations.addHandler(SessionHandler(session(at: door)))
        }
        try WebHandler.install(site(of: door.service), clockOffset: faults.clockOffset, in: pipeline)
    }

    private func site(of service: Service) -> any WebSite {
        switch service {
        case .hub: HubSite(admission: admission, faults: faults)
        case .dps: ProvisioningSite()
        case .registry: registry
        case .data: data
        case .pages: PagesSite(isBehindPortal: faults.isBehindPortal)
        }
    }

    private func session(at door: Door) -> any ServerSession {
        switch faults.messaging(at: door) {
        case .swallow: return SilentSession()
        case .close: return ClosingSession()
        // "AMQP", 0, and version 0-9-1.
        case .answerAsOtherProtocol: return ClosingSession(answer: Array("AMQP".utf8) + [0, 0, 9, 1])
        case .serve: break
        }
        let admission = door.service == .hub ? admission : nil
        return door.port == 5671 ? AMQPSession(admission: admission) : MQTTSession(admission: admission)
    }
}
