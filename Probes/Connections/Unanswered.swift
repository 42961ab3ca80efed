package import ProbeCore
import ProbeEvidence
package import ProbeMeasurement

/// What gave no answer to this vantage's connections and look-ups, once all of them have ended.
package struct Unanswered: ProbeInput {
    /// By their addresses; what connect() itself was denied is among them.
    package let services: [SocketAddress]
    package let resolvers: [SocketAddress]

    package var first: SocketAddress? { services.first ?? resolvers.first }

    package static var upstream: [ProbeID] { [ResolveName.id, ConnectEndpoint.id] }

    /// Whom those may be.
    static func contacts(in plan: Plan) -> Set<Contacted> {
        plan.seesThisDevice ? ConnectEndpoint().contacts(in: plan).union([Contacted(.resolvers)]) : []
    }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Unanswered> {
        let names = board.answers(of: ResolveName.self)
        let connections = board.answers(of: ConnectEndpoint.self)
        guard !names.contains(where: \.isOpen), !connections.contains(where: \.isOpen) else { return .waiting }
        let services = connections.compactMap(\.evidence).filter { $0.connected == nil }.flatMap(\.attempts)
            .filter { $0.result == .silent || $0.error == "EPERM" }.map(\.remote)
        let resolvers = names.compactMap(\.evidence).filter(\.addresses.isEmpty).flatMap(\.servers)
            .filter(\.isSilent).map(\.server).filter { !$0.address.isLoopback }
        guard !services.isEmpty || !resolvers.isEmpty else {
            return .impossible(SkipReason(.notNeeded, "nothing called for it"))
        }
        return .settled(Unanswered(services: ordered(services), resolvers: ordered(resolvers)))
    }

    /// A board keeps no order.
    static func ordered(_ all: [SocketAddress]) -> [SocketAddress] {
        all.uniqued.sorted { $0.description < $1.description }
    }
}
