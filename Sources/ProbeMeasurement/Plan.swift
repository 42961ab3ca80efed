package import ProbeCore
package import ProbeEvidence

/// Everything that a worker was asked to do from one vantage: parsed and validated arguments, no text left to interpret.
///
/// Holds the proxy's password, so it travels only through the worker's standard input and enters no report.
package struct Plan: Codable, Sendable {
    /// What is asked about a hub and the services beside it.
    package var services: ServicePlan
    /// What is asked about the device itself; of several hubs, one run's plan has it.
    package var device = DevicePlan()
    /// What the parent knows of the place that the worker is sent to.
    package var briefing = Briefing()
    package var limits = Limits()
    /// What the run was told already of what its hubs share: not asked again.
    package var known: [Observation] = []

    package init(_ services: ServicePlan) { self.services = services }

    package init(hub: HostName) { self.init(ServicePlan(hub: hub)) }
}

/// How long a run may take, and which probes it leaves out.
package struct Limits: Codable, Sendable {
    /// The longest time for one attempt.
    package var attemptTimeout = Seconds(5)
    /// The longest time for the run.
    package var budget = Seconds(15)
    /// Probe ids or prefixes; empty means all.
    package var only: [String] = []
    package var skip: [String] = []
    /// Whether the kernel may be asked to trace packets of the run's own.
    package var tracesPackets = true
    /// Questions a second that open connections or ask resolvers, as many at once as have waited for nothing; nothing for as
    /// fast as they come.
    package var pace: Double?

    package init() {}
}

/// What is asked about the device itself; empty asks nothing.
package struct DevicePlan: Codable, Sendable {
    /// The ports of this device that edgeHub's bindings publish, as far as its container does not say so itself.
    package var localPorts: [PortBinding] = []
    /// Asked for the time; empty with `--no-ntp`.
    package var timeServers: [TimeServer] = []
    /// Where the device's files begin; nothing where they are not to be looked at.
    package var configurationRoot: String?

    package init() {}
}

/// What the parent knows of a vantage, and its worker could not find out there.
package struct Briefing: Codable, Sendable {
    package var vantage: Vantage = .host
    /// The networks of the container engine that the run looks at; the host's briefing has all, a container's its own.
    package var networks: [ContainerNetwork] = []
    /// What the engine's containers publish already, where it could be asked.
    package var publications: [Publication] = []
    /// The modules on the host's own network, where the engine could be asked.
    package var hostModules: [HostModule] = []
    /// What the parent saw of the ports, with rights that workers do not keep.
    package var portReading: PortReading?
    /// What the parent read of the device's own files; the host's briefing has it.
    package var deviceReading: DeviceReading?
    /// What the container engine said; the host's briefing has it.
    package var engine: EngineFacts?
    /// Connections that the kernel is asked to trace, once the run has met rules that cannot be read.
    package var traced: [TracedConnection] = []
    /// How the vantage came to be; nothing for the host.
    package var origin: VantageOrigin?
    /// The resolvers and hosts files of the vantage; tests and other vantages name their own.
    package var resolverConfiguration = "/etc/resolv.conf"
    package var hostsFile = "/etc/hosts"
    /// Where resolvers listen; resolv.conf cannot name another port, a test's resolver has one.
    package var resolverPort: UInt16 = 53
    /// The contents of these files where the parent has read or composed them, as it does for containers.
    package var resolverConfigurationText: String?
    package var hostsText: String?
    /// The resolvers' files that only the parent may read, by their paths.
    package var protectedFiles: [String: String] = [:]
    /// Files that do not answer, and that nobody is to open.
    package var silentFiles: [String] = []

    package init() {}
}

extension Plan {
    /// The ports of this device that edgeHub needs.
    ///
    /// Where none were named and the engine has edgeHub's container already, what that publishes is what the deployment
    /// asks for.
    package var edgeHubBindings: [PortBinding] { allEdgeHubBindings.divided(at: Self.mostBindings).kept }

    /// Ports that edgeHub's container publishes beyond those that are looked at.
    package var edgeHubBindingsLeftOut: Int { allEdgeHubBindings.divided(at: Self.mostBindings).leftOut }

    /// Whoever starts a container may have it publish every port, and call it edgeHub.
    private static let mostBindings = 64

    private var allEdgeHubBindings: [PortBinding] {
        let own = briefing.publications.filter { $0.container == PortEvidence.edgeHub }
            .map { PortBinding(port: $0.port, address: $0.address) }
        // The engine lists a binding for every address twice, for 0.0.0.0 and for [::].
        guard device.localPorts == PortBinding.edgeHubDefaults, !own.isEmpty else { return device.localPorts.uniqued }
        // The ports of its protocols before any other.
        let usual = Set(PortBinding.edgeHubDefaults.map(\.port))
        return (own.filter { usual.contains($0.port) } + own.filter { !usual.contains($0.port) }).uniqued
    }
}
