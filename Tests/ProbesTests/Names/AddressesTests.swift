import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import Testing

/// When a ladder may begin, while a resolver has answered one of the two questions.
struct AddressesTests {
    /// What there is to connect to once the name has these addresses so far, on a device with these default routes.
    private static func begins(
        with addresses: [String], routes: [String]? = nil, isFinal: Bool = false, network: [String]? = nil
    ) throws -> Bool {
        let host = try HostName(validating: "hub.example")
        var evidence = NameEvidence()
        evidence.source = .resolver
        evidence.addresses = try addresses.map { try #require(IPAddress($0)) }
        var board = Board(plan: Plan(hub: host))
        board.record(
            isFinal ? .final(.seen(evidence), product: nil) : .interim(evidence),
            for: Board.Key(ResolveName.id, Name(host)))
        if let routes {
            var state = RoutingState()
            state.routes = try routes.map { Route(try #require(IPPrefix($0)), interface: "eth0") }
            board.record(.final(.seen(state), product: nil), for: Board.Key(ReadRoutes.id, Device()))
        }
        if let network {
            var origin = VantageOrigin(kind: .attached, resolverRule: .hostList, resolvers: [], hostResolvers: [])
            origin.network = ContainerNetwork(
                name: "bridge", interface: "docker0", subnets: try network.map { try #require(IPPrefix($0)) },
                gateways: [], mtu: nil, isMasqueraded: true, vantage: .bridge, source: nil)
            board.record(.final(.seen(origin), product: nil), for: Board.Key(DescribeVantage.id, Device()))
        }
        guard case .settled = Addresses.resolve(from: board, about: Endpoint(.hub, host, .https)) else { return false }
        return true
    }

    private static let (four, six) = ("203.0.113.20", "64:ff9b::203.0.113.20")

    @Test func `an address of IPv4 is enough where IPv4 leads out, or nobody knows`() throws {
        #expect(try Self.begins(with: [Self.four]))
        #expect(try Self.begins(with: [Self.four], routes: ["0.0.0.0/0", "::/0"]))
        #expect(try Self.begins(with: [Self.four], routes: ["0.0.0.0/1", "128.0.0.0/1", "::/0"]))
        #expect(try Self.begins(with: [Self.four], routes: ["198.51.100.0/24"]))
        #expect(try Self.begins(with: [Self.four], network: ["172.17.0.0/16"]))
    }

    @Test func `it is not where IPv6 alone leads out, until there is one of IPv6 or none to come`() throws {
        #expect(try !Self.begins(with: [Self.four], routes: ["::/0"]))
        #expect(try !Self.begins(with: [Self.four], routes: ["2000::/3", "198.51.100.0/24"]))
        #expect(try Self.begins(with: [Self.four, Self.six], routes: ["::/0"]))
        #expect(try Self.begins(with: [Self.four], routes: ["::/0"], isFinal: true))
    }

    @Test func `it is not in a container that has IPv6 as well`() throws {
        #expect(try !Self.begins(with: [Self.four], network: ["172.17.0.0/16", "fd17::/64"]))
        #expect(try Self.begins(with: [Self.four, Self.six], network: ["172.17.0.0/16", "fd17::/64"]))
    }
}
