import ProbeCore
import ProbeEngine
import ProbeEvidence
import ProbeLinux

/// Where a run is to measure from.
struct VantageOptions: Sendable {
    /// Empty for the usual places.
    let requested: [Vantage]
    /// The network of IoT Edge's modules.
    let edgeNetwork: String
    /// What daemon.json gives networks that are made without an MTU, in bytes.
    let mtuToCome: Int?
    /// Where the engine listens; nothing for the environment's `DOCKER_HOST`, then the usual places.
    let socket: String?

    /// How long an engine may take for all it is asked, at most.
    static let patience = Duration.seconds(5)

    /// Asks the engine which ways there are; where only the host is wanted, it is asked for its name alone.
    ///
    /// - Parameter deadline: of all questions to the engine together.
    /// - Returns: the ways to the vantages, and why there is none to others.
    func choices(until deadline: ContinuousClock.Instant) async -> VantageChoices {
        let reading = await EngineReading(
            sockets: EngineSocket.candidates(configured: socket), until: deadline)
        let interfaces = (try? Interface.all()) ?? []
        let ways = Set(DefaultRoute.all().map(\.interface))
        return await VantageChoices(
            requested: requested, edgeNetwork: edgeNetwork, mtuToCome: mtuToCome,
            wayOutMTU: interfaces.filter { ways.contains($0.name) }.compactMap(\.mtu).max(), reading: reading,
            interfaces: interfaces,
            permitted: Set(Capability.allCases.filter { Capabilities.missing(of: [$0]) == nil }))
    }
}
