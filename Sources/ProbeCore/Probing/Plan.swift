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
    /// The contents of these files where the parent has read or composed them, as it does for containers.
    package var resolverConfigurationText: String?
    package var hostsText: String?
    package var trust = Trust()
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

    /// Which roots a chain may end at, besides the system's own store.
    package struct Trust: Codable, Hashable, Sendable {
        /// PEM text of `--ca-file` or `--trust-only`.
        package var givenRoots: String?
        /// With `--trust-only`, neither the public roots nor the system store count.
        package var onlyGiven = false

        package init(givenRoots: String? = nil, onlyGiven: Bool = false) {
            self.givenRoots = givenRoots
            self.onlyGiven = onlyGiven
        }
    }

    /// An HTTP proxy and where its address was found.
    package struct Proxy: Codable, Hashable, Sendable {
        package enum Source: String, Codable, Hashable, Sendable {
            case commandLine = "command-line"
            case environment
            case configuration
        }

        package enum Host: Codable, Hashable, Sendable {
            case name(HostName)
            case address(IPAddress)
        }

        package var host: Host
        package var port: UInt16
        package var credentials: Credentials?
        package var source: Source
        /// Hosts that `NO_PROXY` excludes: they are reached directly only.
        package var exceptions: [String] = []
        /// The scheme of the URL; only `http` works with IoT Edge.
        package var scheme = "http"

        package init(host: Host, port: UInt16, credentials: Credentials? = nil, source: Source) {
            self.host = host
            self.port = port
            self.credentials = credentials
            self.source = source
        }

        /// Host and port as a report may show them, never the credentials.
        package var description: String {
            switch host {
            case .name(let name): "\(name):\(port)"
            case .address(let address): SocketAddress(address, port: port).description
            }
        }
    }

    /// Basic credentials (RFC 7617); prints as nothing, so that no log or error shows them by accident.
    package struct Credentials: Codable, Hashable, Sendable {
        package let user: String
        package let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// Dial elsewhere, keep name and SNI, as in curl's `--connect-to`.
    package struct Redirection: Codable, Hashable, Sendable {
        package enum Target: Codable, Hashable, Sendable {
            case name(HostName)
            case address(IPAddress)
        }

        /// Nothing matches every host.
        package let host: HostName?
        /// Nothing matches every port.
        package let port: UInt16?
        /// Nothing keeps the host.
        package let target: Target?
        /// Nothing keeps the port.
        package let targetPort: UInt16?

        package init(host: HostName?, port: UInt16?, target: Target?, targetPort: UInt16?) {
            self.host = host
            self.port = port
            self.target = target
            self.targetPort = targetPort
        }
    }
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

extension Plan.Proxy {
    /// Whether `NO_PROXY` keeps a host from the proxy: an exact name, a domain with or without a leading dot, or `*`.
    package func excepts(_ host: HostName) -> Bool {
        exceptions.contains { exception in
            let domain = (exception.hasPrefix(".") ? exception.dropFirst() : exception[...]).lowercased()
            return exception == "*" || host.description == domain
                || (!domain.isEmpty && host.description.hasSuffix("." + domain))
        }
    }
}

extension Plan.Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(credentials)" }
    package var debugDescription: String { description }
    /// Nothing for dump(_:) and other reflection either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
