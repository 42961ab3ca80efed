import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement

/// The connections that are worth another attempt while the kernel traces their packets: those that got no answer, where
/// reading the rules cannot tell whether this device is to blame.
struct TraceOccasion {
    let connections: [TracedConnection]
    /// Others that it is worth for as much.
    let leftOut: Int

    /// One SYN each, and its repetitions.
    private static let mostOfVantage = 6
    private static let most = 16
    /// Looks for them.
    ///
    /// - Parameters:
    ///   - survey: of the whole run.
    ///   - networks: those that it measured from.
    init(in survey: Survey, networks: [ContainerNetwork]) {
        let services = survey.seen(WalkRules.self, from: .host).flatMap(\.evidence.walks)
        let resolvers = survey.seen(WalkRulesToResolvers.self, from: .host).flatMap(\.evidence.walks)
        var connections: [TracedConnection] = []
        var free = Self.ports
        var leftOut: Set<Left> = []
        for walk in services + resolvers where walk.isOpen && walk.packet.network == .tcp {
            guard let remote = walk.remote, let (vantage, origin, source) = Self.place(of: walk, networks) else {
                continue
            }
            let alike = connections.filter { $0.vantage == vantage }
            guard !alike.contains(where: { $0.remote == remote }), Self.isUnanswered(remote, from: vantage, in: survey)
            else { continue }
            // Each connection has a port of its own.
            guard connections.count < Self.most, alike.count < Self.mostOfVantage, let port = free.popLast() else {
                leftOut.insert(Left(vantage: vantage, remote: remote))
                continue
            }
            connections.append(TracedConnection(vantage, origin, from: source, port: port, to: remote))
        }
        self.connections = connections
        self.leftOut = leftOut.count
    }

    private struct Left: Hashable {
        let vantage: Vantage
        let remote: SocketAddress
    }

    /// Some of those that the kernel gives out to connections itself: rules may tell others apart
    /// (`net.ipv4.ip_local_port_range`, ip-sysctl.rst).
    private static var ports: [UInt16] {
        let ends = Sysctl.numbers("net.ipv4.ip_local_port_range").compactMap { UInt16(exactly: $0) }
        let range = ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : 32_768...60_999
        return Array(Set((0..<most * 2).map { _ in UInt16.random(in: range) }))
    }

    /// Where the packets of a walk set out, or its answers arrive.
    private static func place(
        of walk: PacketWalk, _ networks: [ContainerNetwork]
    ) -> (Vantage, RouteLookup.Packet, IPAddress?)? {
        switch walk.origin {
        case .host: return (.host, .host, nil)
        case .bound: return nil
        case .container(let name), .answer(let name):
            guard let network = networks.first(where: { $0.name == name }), let source = network.source,
                source.family == walk.packet.family
            else { return nil }
            return (network.vantage, .container(network: name), source)
        }
    }

    /// Nothing came back from there, or a refusal that a rule of this device may have made; also where the vantage knows no
    /// name, and so had nothing to connect to.
    private static func isUnanswered(_ remote: SocketAddress, from vantage: Vantage, in survey: Survey) -> Bool {
        let evidence =
            survey.seen(ConnectEndpoint.self, from: vantage).map(\.evidence)
            + survey.seen(ConnectOtherAddresses.self, from: vantage).map(\.evidence)
        let all = evidence.flatMap(\.attempts).filter { $0.result != .superseded }
        guard !all.isEmpty else { return vantage != .host && survey.vantages.contains(vantage) }
        let attempts = all.filter { $0.remote == remote }
        return !attempts.isEmpty && attempts.allSatisfy { $0.result != .connected && !$0.isSynchronous }
    }
}
