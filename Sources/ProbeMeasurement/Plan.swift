package import ProbeCore
package import ProbeEvidence

/// Everything a run was asked to do from one vantage: parsed and validated arguments, no text left to interpret.
///
/// Holds the proxy's password, so it travels only through the worker's standard input and enters no report.
package struct Plan: Codable, Sendable {
    package var hub: HostName
    package var vantage: Vantage = .host
    /// The provisioning service; nothing with `--no-dps`.
    package var dps: HostName?
    package var idScope: String?
    package var registries: [HostName] = []
    package var proxy: Proxy?
    package var redirections: [Redirection] = []
    /// Asked only once the site's own resolvers gave no usable answer; nothing with `--resolver none`.
    package var controlResolver: SocketAddress?
    /// The resolvers and hosts files of the vantage; tests and other vantages name their own.
    package var resolverConfiguration = "/etc/resolv.conf"
    package var hostsFile = "/etc/hosts"
    /// Where resolvers listen; resolv.conf cannot name another port, a test's resolver has one.
    package var resolverPort: UInt16 = 53
    /// The contents of these files where the parent has read or composed them, as it does for containers.
    package var resolverConfigurationText: String?
    package var hostsText: String?
    package var trust = TrustedRoots()
    package var attemptTimeout = Seconds(5)
    package var budget = Seconds(15)
    package var checksPortals = true
    /// What edgeHub will use.
    package var upstream = Transport.amqp
    /// Probe ids or prefixes; empty means all.
    package var only: [String] = []
    package var skip: [String] = []
    /// The address that no network may own (RFC 5737), as the control for half-open proxies.
    package var halfOpenControl: SocketAddress?
    /// The networks of the container engine that the run looks at; the host's plan has all, a container's its own.
    package var networks: [ContainerNetwork] = []
    /// The ports of this device that edgeHub's bindings publish; only the host's plan has any.
    package var localPorts: [PortBinding] = []
    /// What the engine's containers publish already, where it could be asked.
    package var publications: [Publication] = []
    /// What the parent saw of the ports, with rights that workers do not keep.
    package var portReading: PortReading?
    /// Asked for the time; empty with `--no-ntp`.
    package var timeServers: [TimeServer] = []
    /// Where the device's files begin; nothing where the device itself is not to be looked at.
    package var configurationRoot: String?
    /// What the container engine said; the host's plan has it.
    package var engine: EngineFacts?
    /// How the vantage came to be; nothing for the host.
    package var origin: VantageOrigin?
    /// A demonstration: the hub is on loopback, so a loopback address is right for it.
    package var isDemonstration = false

    package init(hub: HostName) { self.hub = hub }
}

extension Plan {
    /// The first redirection that applies to a host and port.
    package func redirection(for host: HostName, port: UInt16) -> Redirection? {
        redirections.first { ($0.host == nil || $0.host == host) && ($0.port == nil || $0.port == port) }
    }

    /// Every endpoint of the run: each is one ladder and one connection.
    package var endpoints: [Endpoint] {
        let services: [(Endpoint.Service, HostName, [Transport])] =
            [(.hub, hub, [.https, .amqp, .amqpOverWebSocket, .mqtt, .mqttOverWebSocket])]
            + (dps.map { [(.dps, $0, [.https, .mqtt])] } ?? [])
            + registries.map { (.registry, $0, [.https]) }
        return services.flatMap { service, host, transports in
            transports.flatMap { transport in
                let direct = Endpoint(service, host, transport)
                guard transport.mayUseProxy, let proxy, !proxy.excepts(host) else { return [direct] }
                return [direct, Endpoint(service, host, transport, via: .proxy)]
            }
        }
    }
}

extension Assignment {
    /// The part of a plan that a report may show.
    package init(_ plan: Plan) {
        self.init(hub: plan.hub)
        dps = plan.dps
        idScope = plan.idScope
        registries = plan.registries
        upstream = plan.upstream
        hasGivenRoots = plan.trust.given != nil
        proxy = plan.proxy?.address
        proxyScheme = plan.proxy?.scheme
        proxySource = plan.proxy?.source
        hasControlResolver = plan.controlResolver != nil
        edgeHubPorts = plan.localPorts.map(\.port)
        isDemonstration = plan.isDemonstration
    }
}
