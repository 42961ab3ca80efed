package import ProbeCore

extension Plan {
    /// A plan as far as a report says what it was: without secrets, files and times, which a report does not have.
    package init(recorded assignment: Assignment) {
        self.init(hub: assignment.hub)
        services.take(assignment)
        device.localPorts = (assignment.edgeHubPorts ?? []).map { PortBinding(port: $0) }
    }
}

extension ServicePlan {
    /// Asks for what a report's run asked for: hub, provisioning, registries, proxy of the command line, transport.
    package mutating func take(_ assignment: Assignment) {
        hub = assignment.hub
        dps = assignment.dps
        idScope = assignment.idScope?.description
        registries = assignment.registries
        spareRegistries = assignment.spareRegistries ?? []
        registryPorts = assignment.registryPorts ?? []
        mirrors = assignment.mirrors
        upstream = assignment.upstream
        hasDownstream = hasDownstream || assignment.hasDownstream ?? false
        isDemonstration = assignment.isDemonstration
        if let address = assignment.proxy {
            var recorded = Proxy(address, source: assignment.proxySource ?? .commandLine)
            recorded.scheme = assignment.proxyScheme ?? recorded.scheme
            recorded.exceptions = assignment.registriesPastProxy?.map(\.description) ?? []
            recorded.isOfPackages = assignment.isProxyOfPackages
            proxy = recorded
        }
    }
}
