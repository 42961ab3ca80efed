package import ProbeCore
package import ProbeEvidence
package import ProbeLinux
package import ProbeMeasurement

/// Finds the way to each vantage: asks the engine, touches nothing.
package struct VantageChoices: Sendable {
    package private(set) var choices: [VantageChoice]
    /// With the vantages that there is no way to.
    package private(set) var engine: EngineFacts
    /// The ports of this device that running containers publish.
    package private(set) var publications: [Publication] = []
    /// The modules that run on the host's own network.
    package private(set) var hostModules: [HostModule] = []

    /// The host and nothing else.
    init(hostAlone engine: EngineFacts) {
        choices = [VantageChoice(.host, .host)]
        self.engine = engine
    }

    /// Finds the ways.
    ///
    /// - Parameters:
    ///   - requested: empty for the host, the engine's default bridge and the network of IoT Edge.
    ///   - edgeNetwork: the network of IoT Edge, `azure-iot-edge` unless its configuration names another.
    ///   - mtuToCome: what a network gets that is made without an MTU; nothing for the engine's default.
    ///   - wayOutMTU: the largest MTU of this device's ways out, in bytes; nothing where it is not known.
    ///   - reading: what the engine says.
    ///   - interfaces: those of the host.
    ///   - permitted: the capabilities that this process can raise.
    package init(
        requested: [Vantage], edgeNetwork: String, mtuToCome: Int? = nil, wayOutMTU: Int? = nil,
        reading: EngineReading, interfaces: [Interface], permitted: Set<Capability>
    ) async {
        let finder = VantageFinder(
            reading: reading, interfaces: interfaces, edgeNetwork: edgeNetwork, mtuToCome: mtuToCome,
            wayOutMTU: wayOutMTU)
        let vantages = (requested.isEmpty ? finder.usual() : requested).uniqued
        // At once, because each asks an engine that may take its time.
        let choices = await vantages.eachAtOnce { await finder.choice(for: $0).permitted(permitted) }
        var engine = reading.facts
        engine.networkToCome = finder.networkToCome
        let unanswered = choices.flatMap(\.unanswered)
        if !unanswered.isEmpty { engine.unanswered = (engine.unanswered ?? []) + unanswered }
        engine.unmeasured = choices.compactMap { choice in
            guard case .none(let reason) = choice.way else { return nil }
            return EngineFacts.Unmeasured(choice.vantage, reason, driver: choice.driver.map { LocalText($0) })
        }
        self.choices = choices
        self.engine = engine
        publications = reading.containers.flatMap(\.publications)
        hostModules = reading.containers.filter { $0.isModule && $0.isOnHost }.map { container in
            let id = String(container.id.description.prefix(12))
            return HostModule(container: container.names.first ?? id, id: id)
        }
    }

    /// The same with a way to the first few places alone, the host before all others.
    func limited(to most: Int, because reason: SkipReason) -> VantageChoices {
        let open = choices.indices.filter { !choices[$0].isClosed }
        let hosts = open.filter { choices[$0].vantage == .host }
        let others = open.filter { choices[$0].vantage != .host }
        var limited = self
        for index in (hosts + others).dropFirst(most) {
            let choice = choices[index]
            limited.choices[index] = choice.closed(because: reason)
            limited.engine.unmeasured.append(
                EngineFacts.Unmeasured(choice.vantage, reason, driver: choice.driver.map { LocalText($0) }))
        }
        return limited
    }
}

extension VantageChoice {
    fileprivate var isClosed: Bool {
        if case .none = way { true } else { false }
    }

    fileprivate func closed(because reason: SkipReason) -> VantageChoice {
        var none = VantageChoice(vantage, .none(reason), network: network)
        none.unanswered = unanswered
        return none
    }

    /// The same, or none, where a right is missing.
    fileprivate func permitted(_ held: Set<Capability>) -> VantageChoice {
        Needs(Set(needs)).reasonToSkip(holding: held).map { closed(because: $0) } ?? self
    }
}
