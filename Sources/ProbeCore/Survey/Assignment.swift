/// What a run was asked to find out; recorded in the report as its `question`, so it holds no secret.
package struct Assignment: Codable, Hashable, Sendable {
    package var hub: HostName
    package var dps: HostName?
    package var idScope: IDScope?
    package var registries: [HostName] = []
    /// Those that nothing of the device's own configuration takes an image from; a deployment may.
    package var spareRegistries: [HostName]?
    /// Ports other than 443.
    package var registryPorts: [Registry]?
    /// Registries that the engine has roots of its own for; unknown in the reports of older versions.
    package var registriesWithRoots: [HostName]?
    /// Registries that the engine takes without TLS, or with whatever certificate; unknown in the reports of older versions.
    package var insecureRegistries: [HostName]?
    /// Networks in which it takes all of them so; nothing where there are none, and in the reports of older versions.
    package var insecureNetworks: [IPPrefix]?
    /// What the engine's own configuration has it ask for Docker Hub's images first; nothing where nobody pulls any, and in
    /// the reports of older versions.
    package var mirrors: RegistryMirrors?
    /// What edgeHub will use.
    package var upstream = Transport.amqp
    /// Neither the command line nor the device's configuration named one; unknown in the reports of older versions.
    package var isUpstreamDefault: Bool?
    /// `--ca-file` or `--trust-only` named roots.
    package var hasGivenRoots = false
    /// Where a proxy was configured.
    package var proxy: ProxyAddress?
    package var proxyScheme: String?
    package var proxySource: Proxy.Source?
    /// A package manager of this device is set to the proxy, and nobody else.
    package var isProxyOfPackages: Bool?
    /// Registries that the engine is told to go to past the proxy; nothing where there are none, and in the reports of older
    /// versions, which went nowhere by a proxy that an exception named the host of.
    package var registriesPastProxy: [HostName]?
    package var hasControlResolver = false
    /// The ports of this device that edgeHub's bindings publish; unknown in the reports of older versions.
    package var edgeHubPorts: [UInt16]?
    /// Devices behind this gateway connect to it.
    package var hasDownstream: Bool?
    /// The hub is on loopback, so a loopback address is right for it.
    package var isDemonstration = false

    package init(hub: HostName) { self.hub = hub }

    /// The one endpoint of a registry.
    package func endpoint(ofRegistry host: HostName) -> Endpoint {
        Endpoint(.registry, host, .https, port: registryPorts?.first { $0.host == host }?.port)
    }

    /// The engine goes on without TLS where it fails with the endpoint, which is a registry: that it does is no fault.
    package func isTakenWithoutTLS(_ endpoint: Endpoint) -> Bool {
        endpoint.service == .registry && insecureRegistries?.contains(endpoint.host) ?? false
    }

    /// The engine asks the endpoint for Docker Hub's images.
    package func isMirror(_ endpoint: Endpoint) -> Bool {
        endpoint.service == .registry
            && mirrors?.named.contains(Registry(endpoint.host, port: endpoint.port)) ?? false
    }

    package func isPastProxy(_ registry: HostName) -> Bool { registriesPastProxy?.contains(registry) ?? false }

    package func isSpare(_ registry: HostName) -> Bool { spareRegistries?.contains(registry) ?? false }

    /// The device is, or is said to be, configured with the proxy; one that only this shell's environment names is not.
    package var isProxyInUse: Bool { proxy != nil && proxySource != .environment }

    /// Whoever uses the setting means the machine that he himself is: a container means itself.
    package var isProxyOnLoopback: Bool {
        switch proxy?.host {
        case .address(let address): address.isLoopback
        case .name(let name): name.description == "localhost" || name.description.hasSuffix(".localhost")
        case nil: false
        }
    }
}
