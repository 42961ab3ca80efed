package import ProbeCore
import ProbeEvidence
package import ProbeMeasurement

/// Where an endpoint's connection can go, in the order a client would try.
///
/// From `--connect-to`, from the hosts file and the site's resolvers, from the host's own library where those have none,
/// else from the control resolver: with its answer the ladder shows what else would stand in the way once names resolve.
package struct Addresses: ProbeInput {
    package let addresses: [SocketAddress]
    package let fromControlResolver: Bool
    package let wasRedirected: Bool
    /// Addresses that are not tried.
    package var leftOut = 0

    /// More addresses than this are a mistake or an attack.
    static let limit = 8

    package static var upstream: [ProbeID] {
        [ResolveName.id, AskLibrary.id, AskControlResolver.id, ReadRoutes.id, DescribeVantage.id]
    }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Addresses> {
        guard let endpoint = about.narrowed(to: Endpoint.self) else {
            return .impossible(SkipReason(.prerequisite, "it is about no endpoint"))
        }
        switch Destination(of: endpoint, in: board.plan) {
        case .none:
            return .impossible(SkipReason(.prerequisite, "no proxy is configured"))
        case .some(.address(let address, let wasRedirected)):
            return .settled(Addresses(addresses: [address], fromControlResolver: false, wasRedirected: wasRedirected))
        case .some(.name(let name, let port, let wasRedirected)):
            return resolve(name, port: port, wasRedirected: wasRedirected, from: board)
        }
    }

    private static func resolve(
        _ name: HostName, port: UInt16, wasRedirected: Bool, from board: Board
    ) -> Readiness<Addresses> {
        func found(_ addresses: [IPAddress], fromControl: Bool = false, unread: Int = 0) -> Addresses {
            let (tried, leftOut) = addresses.divided(at: limit)
            return Addresses(
                addresses: tried.map { SocketAddress($0, port: port) }, fromControlResolver: fromControl,
                wasRedirected: wasRedirected, leftOut: leftOut + unread)
        }
        let evidence: NameEvidence
        let isFinal: Bool
        switch board.state(of: ResolveName.self, for: Name(name)) {
        case .absent: return .impossible(SkipReason(.excluded, "\(ResolveName.id) is not part of this run"))
        case .waiting: return .waiting
        case .interim(_, let interim): (evidence, isFinal) = (interim, false)
        case .final(_, .seen(let seen), _): (evidence, isFinal) = (seen, true)
        case .final(_, .skipped(let reason), _): return .impossible(reason)
        case .final(_, .failed(let error), _): return .impossible(SkipReason(.prerequisite, "\(error)"))
        }
        if !evidence.addresses.isEmpty {
            // Those of IPv6 come later where a resolver makes them out of the others (DNS64), and may be all that leads out.
            if !isFinal, evidence.addresses.allSatisfy({ $0.family == .v4 }), needsIPv6(board) { return .waiting }
            return .settled(found(evidence.addresses, unread: evidence.addressesLeftOut ?? 0))
        }
        // A resolver of the site's that is late decides all the same: nothing is borrowed while one may still answer.
        guard isFinal else { return .waiting }
        // What the host's library knows besides, its programs find.
        switch board.state(of: AskLibrary.self, for: Name(name)) {
        case .waiting, .interim: return .waiting
        case .final(_, .seen(let library), _) where !library.addresses.isEmpty:
            return .settled(found(library.addresses))
        case .final, .absent: break
        }
        switch board.state(of: AskControlResolver.self, for: Name(name)) {
        case .interim(_, let control) where !control.addresses.isEmpty,
            .final(_, .seen(let control), _) where !control.addresses.isEmpty:
            return .settled(found(control.addresses, fromControl: true))
        case .waiting, .interim: return .waiting
        case .final, .absent: return .impossible(SkipReason(.prerequisite, "\(name) has no address"))
        }
    }

    /// The vantage has a way out over IPv6 and none over IPv4, or is a container's that has IPv6 as well: which of the two it
    /// leaves by is not for it to say.
    private static func needsIPv6(_ board: Board) -> Bool {
        if case .final(_, .seen(let state), _) = board.state(of: ReadRoutes.self, for: Device()) {
            return state.routes.contains(where: \.leadsOutOverIPv6) && !state.routes.contains(where: \.leadsOutOverIPv4)
        }
        guard case .final(_, .seen(let origin), _) = board.state(of: DescribeVantage.self, for: Device()) else {
            return false
        }
        return origin.network?.subnets.contains { $0.family == .v6 } ?? false
    }
}

/// Where the plan sends an endpoint's connection: to its host, to the proxy, or where `--connect-to` points.
package enum Destination: Hashable, Sendable {
    case name(HostName, port: UInt16, wasRedirected: Bool)
    case address(SocketAddress, wasRedirected: Bool)

    /// Nothing for an endpoint through a proxy that the plan does not have.
    package init?(of endpoint: Endpoint, in plan: Plan) {
        guard endpoint.via == .proxy else {
            self.init(host: endpoint.host, port: endpoint.port, in: plan)
            return
        }
        guard let proxy = plan.services.proxy else { return nil }
        let port = proxy.address.port
        switch proxy.address.host {
        case .name(let name): self.init(host: name, port: port, in: plan)
        case .address(let address): self = .address(SocketAddress(address, port: port), wasRedirected: false)
        }
    }

    package init(host: HostName, port: UInt16, in plan: Plan) {
        guard let redirection = plan.services.redirection(for: host, port: port) else {
            self = .name(host, port: port, wasRedirected: false)
            return
        }
        let port = redirection.targetPort ?? port
        switch redirection.target {
        case .address(let address): self = .address(SocketAddress(address, port: port), wasRedirected: true)
        case .name(let name): self = .name(name, port: port, wasRedirected: true)
        case nil: self = .name(host, port: port, wasRedirected: true)
        }
    }
}
