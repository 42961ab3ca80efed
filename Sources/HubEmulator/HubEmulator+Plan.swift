import ProbeCore
package import ProbeMeasurement

extension HubEmulator {
    /// A run of the real catalogue against this hub; nothing outside the emulator's addresses is in it.
    package var plan: Plan {
        let faults = configuration.faults
        var plan = Plan(hub: configuration.hub)
        plan.services.isDemonstration = true
        plan.services.dps = configuration.dps
        plan.services.registries = [configuration.registry]
        plan.services.redirections = redirections
        plan.services.trust = TrustedRoots(given: root)
        plan.services.checksPortals = faults.contains { $0.requirements.contains(.portalChecks) }
        plan.services.upstream = faults.lazy.compactMap(\.upstream).first ?? .amqp
        if let proxy {
            plan.services.proxy = Proxy(ProxyAddress(.address(proxy.address), port: proxy.port), source: .configuration)
        }
        return plan
    }
}

extension Fault {
    /// The transport that edgeHub has to use for the fault to matter.
    fileprivate var upstream: Transport? {
        switch self {
        case .mqttSwallowed, .mqttClosed, .closed8883: .mqtt
        case .wsUpgradeStripped, .wsUpgradeReset, .wsUpgradeSwallowed, .wsFramesDropped, .wsSubprotocolMissing:
            .amqpOverWebSocket
        default: nil
        }
    }
}
