import ProbeCore
import ProbeEvidence

/// The running containers of a network, and which of them speaks best for it.
struct Members: Sendable {
    /// IoT Edge's own before others, on this network alone before several, with the engine's resolvers before its own.
    let best: (container: RunningContainer, address: IPAddress?)?
    /// Containers that were not asked about.
    let leftOut: Int
    /// There are some and the engine described none, as it was too late to (true), or for another reason.
    let isUnanswered: Bool?

    /// Each takes a question to the engine.
    private static let most = 32

    /// Asks for the containers of a network, those first that may be the best.
    init(of network: String, in reading: EngineReading) async {
        let (members, leftOut) = reading.containers.filter { $0.networks.contains(network) }
            .map { (rank: Rank($0), container: $0) }.sorted { $0.rank < $1.rank }.divided(at: Self.most)
        let details = await members.eachAtOnce { member in
            await Result { () async throws(EngineFailure) in try await reading.container(member.container.id) }
        }
        var best: (rank: Rank, container: RunningContainer, address: IPAddress?)?
        for (member, detail) in zip(members, details) {
            guard let name = member.container.names.first, case .success(let detail) = detail, let id = detail.processID
            else { continue }
            var rank = member.rank
            rank.ownResolvers = detail.hasOwnResolvers ? 1 : 0
            if best.map({ rank < $0.rank }) ?? true {
                best = (
                    rank,
                    RunningContainer(
                        id: member.container.id, name: name, processID: id, hasOwnResolvers: detail.hasOwnResolvers,
                        ownResolvers: detail.ownResolvers,
                        isModule: member.container.isModule),
                    detail.address(on: network)
                )
            }
        }
        self.best = best.map { ($0.container, $0.address) }
        self.leftOut = leftOut
        let failures = details.compactMap { detail -> EngineFailure? in
            guard case .failure(let failure) = detail else { return nil }
            return failure
        }
        isUnanswered = !members.isEmpty && failures.count == members.count ? failures.contains(.timeout) : nil
    }

    private struct Rank: Comparable {
        let module: Int
        let networks: Int
        /// Known once the engine has described the container.
        var ownResolvers = 0
        let name: String

        init(_ container: EngineContainer) {
            let name = container.names.first ?? ""
            self.name = name
            module = ["edgeAgent", "edgeHub"].firstIndex(of: name) ?? (container.isModule ? 2 : 3)
            networks = container.networks.count
        }

        static func < (left: Rank, right: Rank) -> Bool {
            (left.module, left.networks, left.ownResolvers, left.name)
                < (right.module, right.networks, right.ownResolvers, right.name)
        }
    }
}
