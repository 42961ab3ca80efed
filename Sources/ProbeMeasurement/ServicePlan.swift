package import ProbeCore
import ProbeEvidence

/// What is asked about a hub and the services beside it, and how they are reached.
package struct ServicePlan: Codable, Sendable {
    package var hub: HostName
    /// Hubs beside the first: what is asked about the device, the registries and DPS is asked once for all of them.
    package var furtherHubs: [HostName] = []
    /// The provisioning service; nothing with `--no-dps`.
    package var dps: HostName?
    package var idScope: String?
    package var registries: [HostName] = []
    /// Those that nothing of the device's own configuration takes an image from; a deployment may.
    package var spareRegistries: [HostName] = []
    /// Ports other than 443.
    package var registryPorts: [Registry] = []
    /// Roots that the engine takes for one registry each, besides the system's.
    package var registryRoots: [RegistryRoots] = []
    /// Those that the engine takes without TLS, or with whatever certificate.
    package var insecureRegistries: [HostName] = []
    /// Networks in which it takes all of them so.
    package var insecureNetworks: [IPPrefix] = []
    /// What the engine asks for Docker Hub's images before Docker Hub; nothing where nobody pulls any.
    package var mirrors: RegistryMirrors?
    /// edgeAgent's image, as the configuration names it.
    package var agentImage: ImageReference?
    /// What the configuration has the agent's image pulled with.
    package var registryAccount: RegistryAccount?
    /// With `--deployment`.
    package var deployment: DeploymentPlan?
    package var proxy: Proxy?
    package var redirections: [Redirection] = []
    /// Asked only once the site's own resolvers gave no usable answer; nothing with `--resolver none`.
    package var controlResolver: SocketAddress?
    package var trust = TrustedRoots()
    package var checksPortals = true
    /// What edgeHub will use.
    package var upstream = Transport.amqp
    /// Neither the command line nor the device's configuration named one.
    package var isUpstreamDefault = true
    /// The address that no network may own (RFC 5737), as the control for half-open proxies.
    package var halfOpenControl: SocketAddress?
    /// Devices behind this gateway connect to it.
    package var hasDownstream = false
    /// A demonstration: the hub is on loopback, so a loopback address is right for it.
    package var isDemonstration = false

    package init(hub: HostName) { self.hub = hub }
}

/// What /etc/docker/certs.d has for a registry.
package struct RegistryRoots: Codable, Hashable, Sendable {
    package let registry: HostName
    /// PEM text.
    package let roots: String

    package init(registry: HostName, roots: String) {
        self.registry = registry
        self.roots = roots
    }
}

extension ServicePlan {
    /// The roots that a service's chain may end at.
    package func trust(for host: HostName) -> TrustedRoots {
        let own = registryRoots.filter { $0.registry == host }.map(\.roots)
        guard !own.isEmpty, !trust.onlyGiven else { return trust }
        return TrustedRoots(given: ([trust.given].compactMap(\.self) + own).joined(separator: "\n"))
    }

    /// All that the run proves itself with to anybody: none of it may come back as text.
    package var secrets: [Credentials] {
        ([proxy?.credentials, registryAccount?.credentials] + (deployment?.images.map(\.credentials) ?? []))
            .compactMap(\.self).uniqued
    }

    /// What an endpoint's registry is asked with; nothing for any other.
    package func account(at endpoint: Endpoint) -> RegistryAccount? {
        registryAccount.flatMap { $0.image.registry == Registry(endpoint.host, port: endpoint.port) ? $0 : nil }
    }

    /// The first redirection that applies to a host and port.
    package func redirection(for host: HostName, port: UInt16) -> Redirection? {
        redirections.first { ($0.host == nil || $0.host == host) && ($0.port == nil || $0.port == port) }
    }

    package var hubs: [HostName] { [hub] + furtherHubs }

    /// Asks about these hubs in place of its own.
    package mutating func take(_ hubs: [HostName]) {
        guard let first = hubs.first else { return }
        hub = first
        furtherHubs = Array(hubs.dropFirst())
    }

    /// The registries that the engine is told to go to past the device's proxy.
    ///
    /// The engine alone heeds NO_PROXY: aziot-identityd sends everything through its proxy (Intercept::All in
    /// http-common/src/proxy.rs of iot-identity-service), and so do edgeAgent and edgeHub (Proxy.cs of iotedge). The way
    /// through the proxy is tried all the same: it shows what an exception too many costs.
    package var registriesPastProxy: [HostName] {
        guard let proxy, proxy.source != .environment else { return [] }
        return registries.filter(proxy.excepts)
    }

    /// A shell's exceptions go with its proxy, which no program of IoT Edge is given.
    private func isKeptFromProxy(_ host: HostName, _ proxy: Proxy) -> Bool {
        proxy.source == .environment && proxy.excepts(host)
    }

    /// Every endpoint of the run: each is one ladder and one connection.
    package var endpoints: [Endpoint] {
        let services: [(Endpoint.Service, HostName)] =
            hubs.map { (.hub, $0) } + (dps.map { [(.dps, $0)] } ?? []) + registries.map { (.registry, $0) }
        return services.flatMap { service, host in
            service.profile.transports.flatMap { transport in
                let port = service == .registry ? registryPorts.first { $0.host == host }?.port : nil
                let direct = Endpoint(service, host, transport, port: port)
                guard transport.mayUseProxy, let proxy, !isKeptFromProxy(host, proxy) else { return [direct] }
                return [direct, Endpoint(service, host, transport, port: port, via: .proxy)]
            }
        }
    }
}

extension ServicePlan {
    /// A registry that is asked, with its port.
    package func registry(at host: HostName) -> Registry {
        registryPorts.first { $0.host == host } ?? Registry(host)
    }

    /// Has a registry asked that is not asked yet; of a spare one it is not known whether anything comes from it.
    package mutating func add(_ registry: Registry, isSpare: Bool = false) {
        registries.append(registry.host)
        if isSpare { spareRegistries.append(registry.host) }
        if registry.port != 443 { registryPorts.append(registry) }
    }

    /// Has an engine's mirrors asked beside Docker Hub, where images are pulled from that.
    ///
    /// One that is asked for images of its own already is asked for those alone.
    package mutating func pull(through mirrors: RegistryMirrors) {
        guard !mirrors.isEmpty,
            registries.contains(where: { $0.description == Registry.dockerHub && !spareRegistries.contains($0) })
        else { return }
        var asked = mirrors
        asked.setAside { mirror in
            guard !registries.contains(mirror.host) else { return true }
            add(mirror, isSpare: true)
            return false
        }
        self.mirrors = asked
    }
}
