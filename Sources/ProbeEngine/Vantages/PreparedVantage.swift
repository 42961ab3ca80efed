package import ProbeCore
package import ProbeEvidence
package import ProbeLinux
package import ProbeMeasurement

/// A place for a worker: the namespace, held open, and what the worker is to read there.
package struct PreparedVantage: Sendable {
    package let vantage: Vantage
    /// Nothing for the host.
    package let namespace: NetworkNamespace?
    package var network: ContainerNetwork?
    package var origin: VantageOrigin?
    package var resolverText: String?
    package var hostsText: String?
    /// Plays the engine's own resolver for as long as it is held.
    package var relay: ResolverRelay?

    package init(_ vantage: Vantage, namespace: NetworkNamespace?) {
        self.vantage = vantage
        self.namespace = namespace
    }

    /// The run's plan for this place.
    ///
    /// DPS and the registry are the host's business: aziot-identityd and the engine ask them, no module does.
    package func plan(from base: Plan, engine: EngineFacts?, networks: [ContainerNetwork]) -> Plan {
        var plan = base
        plan.briefing.vantage = vantage
        guard vantage != .host else {
            plan.briefing.networks = networks
            plan.briefing.engine = engine
            return plan
        }
        plan.services.dps = nil
        plan.services.registries = []
        plan.services.registryAccount = nil
        plan.services.deployment = nil
        plan.device = DevicePlan()
        plan.briefing.networks = [network].compactMap(\.self)
        plan.briefing.origin = origin
        plan.briefing.resolverConfigurationText = resolverText
        plan.briefing.hostsText = hostsText
        return plan
    }
}
