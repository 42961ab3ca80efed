package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// The ways to a run's vantages before anybody goes them, and what they will make of the host if nothing stands in the way.
package struct Itinerary: Sendable {
    private let choices: VantageChoices
    private let hostName: String
    /// Whether the engine is the run's business; it is not a demonstration's.
    private let isForDevice: Bool
    /// What the deployment gives the runtime's containers of their own.
    private let moduleResolvers: [IPAddress]

    /// Describes the ways.
    ///
    /// - Parameters:
    ///   - choices: the ways.
    ///   - hostName: what the containers' hosts files call them.
    ///   - moduleResolvers: what the deployment gives the runtime's containers of their own.
    package init(_ choices: VantageChoices, hostName: String, moduleResolvers: [IPAddress] = []) {
        self.init(choices, hostName: hostName, moduleResolvers: moduleResolvers, isForDevice: true)
    }

    private init(_ choices: VantageChoices, hostName: String, moduleResolvers: [IPAddress] = [], isForDevice: Bool) {
        self.choices = choices
        self.moduleResolvers = moduleResolvers
        self.hostName = hostName
        self.isForDevice = isForDevice
    }

    /// Of a run that has nothing to do with an engine.
    package static let hostAlone = Itinerary(
        VantageChoices(hostAlone: EngineFacts(state: .absent)), hostName: "", isForDevice: false)

    /// The places that it leads to, as far as there is a way.
    package var count: Int { choices.choices.count }

    package var includesHost: Bool { choices.choices.contains { $0.vantage == .host } }

    /// The same, where there is no room for a worker at every place: the host comes first, then the others in their order.
    ///
    /// - Parameters:
    ///   - most: places that are measured from.
    ///   - reason: why the others are not.
    /// - Returns: the ways to those places.
    package func limited(to most: Int, because reason: SkipReason) -> Itinerary {
        Itinerary(
            choices.limited(to: most, because: reason), hostName: hostName, moduleResolvers: moduleResolvers,
            isForDevice: isForDevice)
    }

    /// What the host's worker is told of the engine, if every vantage that there is a way to comes to be.
    package var engine: EngineFacts? { isForDevice ? choices.engine : nil }

    /// The networks that will be measured from, if their first candidates are nobody's.
    package var networks: [ContainerNetwork] {
        choices.choices.compactMap { choice in
            switch choice.way {
            case .enter: return choice.network
            case .attach(let attachable):
                var network = choice.network
                network?.source = attachable.candidates.first?.addresses.first
                return network
            case .host, .branch, .open, .none: return nil
            }
        }
    }

    /// The ports of this device that running containers publish.
    package var publications: [Publication] { choices.publications }

    /// The modules that run on the host's own network.
    package var hostModules: [HostModule] { choices.hostModules }

    /// Makes the vantages.
    ///
    /// - Parameter isPlugged: called once the host's network is as it stays during the run, before all vantages are ready.
    /// - Returns: the vantages.
    package func setOut(isPlugged: @escaping @Sendable () -> Void = {}) async -> Expedition {
        await Expedition(
            choices, hostName: hostName, moduleResolvers: moduleResolvers, isForDevice: isForDevice,
            isPlugged: isPlugged)
    }
}
