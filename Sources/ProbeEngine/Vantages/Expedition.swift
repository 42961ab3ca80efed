package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import Synchronization

/// The vantages of a run with everything that a run needs to know of them.
package struct Expedition: Sendable {
    package let vantages: [PreparedVantage]
    package let engine: EngineFacts
    package let concernsEngine: Bool
    /// The ports of this device that running containers publish.
    package let publications: [Publication]
    /// The host's default routes before the first namespace was put on a bridge.
    package let routesBefore: Set<DefaultRoute>

    /// What vantages that were made cannot show.
    private let shortcomings: [Sentence]

    /// Every network that is measured from.
    package var networks: [ContainerNetwork] { vantages.compactMap(\.network) }

    /// A vantage was put on a bridge, which programs on the host may answer with changes of their own.
    package var hasAttached: Bool { vantages.contains { $0.origin?.kind == .attached } }

    /// Makes the chosen vantages.
    ///
    /// - Parameters:
    ///   - choices: the ways to them.
    ///   - hostName: what the containers' hosts files call them.
    ///   - moduleResolvers: what the deployment gives the runtime's containers of their own.
    ///   - isForDevice: whether the engine is the run's business; it is not a demonstration's.
    ///   - isPlugged: called once the host's network is as it stays during the run, before all vantages are ready.
    init(
        _ choices: VantageChoices, hostName: String, moduleResolvers: [IPAddress] = [], isForDevice: Bool = true,
        isPlugged: @escaping @Sendable () -> Void
    ) async {
        concernsEngine = isForDevice
        publications = choices.publications
        routesBefore = DefaultRoute.all()
        var engine = choices.engine
        var circumstances = EngineResolvers.Circumstances.of(engine)
        circumstances.ofModules = moduleResolvers
        let builder = VantageBuilder(circumstances: circumstances, hostName: hostName)
        let unplugged = Countdown(choices.choices.count, isPlugged)
        // All at once: each waits for the silence of a bridge.
        let prepared = await withTaskGroup { group in
            for (index, choice) in choices.choices.enumerated() {
                group.addTask {
                    let result = await builder.prepare(choice) { unplugged.tick(index) }
                    unplugged.tick(index)
                    return (index, choice, result)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }
        }
        var vantages: [PreparedVantage] = []
        var shortcomings: [Sentence] = []
        for (_, choice, result) in prepared {
            let vantage = choice.vantage
            switch result {
            case .success(let prepared):
                vantages.append(prepared)
                shortcomings += [choice.note].compactMap(\.self)
            case .failure(let refusal):
                guard !engine.unmeasured.contains(where: { $0.vantage == vantage }) else { continue }
                engine.unmeasured.append(
                    EngineFacts.Unmeasured(vantage, refusal.reason, driver: choice.driver.map { LocalText($0) }))
            }
        }
        self.vantages = vantages
        self.shortcomings = shortcomings
        self.engine = engine
    }

    /// What the report's reader has to know about vantages that were not measured from.
    package var notes: [Sentence] {
        engine.unmeasured.map { "Not measured from \($0.vantage): \($0.sentence)." } + engine.unansweredNotes
            + engine.unreadNotes + shortcomings
    }

    /// Lets go of everything.
    package func end() async {
        for vantage in vantages { await vantage.relay?.close() }
    }
}

/// Tells once when each of several has told, however often each does.
private final class Countdown: Sendable {
    private let left: Mutex<Set<Int>>
    private let end: @Sendable () -> Void

    init(_ count: Int, _ end: @escaping @Sendable () -> Void) {
        left = Mutex(Set(0..<count))
        self.end = end
    }

    func tick(_ index: Int) {
        let isLast = left.withLock { left in left.remove(index) != nil && left.isEmpty }
        if isLast { end() }
    }
}

extension EngineFacts {
    /// What it lists in a form that nobody here can read.
    var unreadNotes: [Sentence] {
        (leftOut ?? []).compactMap { leftOut in
            switch leftOut.list {
            case .engineNetworks:
                "\(leftOut.count) networks that the container engine lists could not be read: none of them was measured from."
            case .engineContainers:
                "\(leftOut.count) containers that the container engine lists could not be read: none of them was measured from."
            default: nil
            }
        }
    }

    /// What an engine did not say that answered other questions; one that answered none was not measured from at all.
    fileprivate var unansweredNotes: [Sentence] {
        guard state == .running else { return [] }
        return (unanswered ?? []).map { gap in
            switch (gap.question, gap.network) {
            case (.members, let network?):
                """
                The container engine gave no usable answer in its part of the time about the containers on \
                \(network: network): it was measured from without them.
                """
            case (_, let network?):
                """
                The container engine gave no usable answer in its part of the time about the network \
                \(network: network): what its list has of it had to do.
                """
            case (.version, nil):
                "The container engine gave no usable answer in its part of the time about its version."
            case (.information, nil):
                "The container engine gave no usable answer in its part of the time about whether it is rootless."
            case (.containers, nil), (.members, nil):
                """
                The container engine gave no usable answer in its part of the time about which containers run: none was \
                measured from, and none is known to publish a port.
                """
            case (.networks, nil), (.network, nil):
                "The container engine gave no usable answer in its part of the time about its networks."
            }
        }
    }
}
