package import ProbeCore

extension Assignment {
    /// The part of a plan that a report may show, for one of its hubs; the first unless another is named.
    package init(_ plan: Plan, hub: HostName? = nil) {
        let services = plan.services
        self.init(hub: hub ?? services.hub)
        dps = services.dps
        idScope = services.idScope.map { IDScope($0) }
        registries = services.registries
        spareRegistries = services.spareRegistries.isEmpty ? nil : services.spareRegistries
        registryPorts = services.registryPorts.isEmpty ? nil : services.registryPorts
        registriesWithRoots = services.registryRoots.map(\.registry)
        insecureRegistries = services.insecureRegistries.isEmpty ? nil : services.insecureRegistries
        insecureNetworks = services.insecureNetworks.isEmpty ? nil : services.insecureNetworks
        mirrors = services.mirrors
        upstream = services.upstream
        isUpstreamDefault = services.isUpstreamDefault
        hasGivenRoots = services.trust.given != nil
        proxy = services.proxy?.address
        proxyScheme = services.proxy?.scheme
        proxySource = services.proxy?.source
        isProxyOfPackages = services.proxy?.isOfPackages
        registriesPastProxy = services.registriesPastProxy.isEmpty ? nil : services.registriesPastProxy
        hasControlResolver = services.controlResolver != nil
        edgeHubPorts = Set(plan.edgeHubBindings.map(\.port)).sorted()
        hasDownstream = services.hasDownstream ? true : nil
        isDemonstration = services.isDemonstration
    }
}
