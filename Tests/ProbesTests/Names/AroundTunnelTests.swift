import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Probes
import Testing

/// When the control beside a tunnel is called for, and whom it asks.
struct `asking beside a tunnel` {
    private static let resolver = SocketAddress(Rules.hub, port: 53)

    private static func routing(by interface: InterfaceName = "tun0", wayOut: Bool = true) throws -> RoutingState {
        var state = RoutingState()
        state.links = [
            NetworkLink(
                index: 2, name: "eth0", addresses: [.init(try #require(IPAddress("198.51.100.10")), length: 24)]),
            NetworkLink(index: 3, name: "tun0", kind: "tun", hardware: 65_534),
        ]
        var own = RouteLookup(.host, to: resolver.address)
        own.interface = interface
        var bound = RouteLookup(.bound(interface: "eth0"), to: resolver.address)
        bound.gateway = IPAddress("198.51.100.1")
        state.resolvers = [own] + (wayOut ? [bound] : [])
        return state
    }

    private static func board(
        _ state: RoutingState, servers: [SocketAddress] = [resolver], result: DNSAnswer.Result = .silent,
        addresses: [IPAddress] = [], isFinal: Bool = true, isStuck: Bool = true
    ) throws -> (board: Board, name: Name) {
        let name = Name(try HostName(validating: "hub.example"))
        var evidence = NameEvidence()
        evidence.isStuck = isStuck
        evidence.addresses = addresses
        evidence.servers = servers.map { server in
            NameEvidence.Server(
                server: server,
                answers: [
                    DNSAnswer(
                        server: server, network: .udp, name: "hub.example", queryType: .a, result: result,
                        latency: Seconds(0))
                ])
        }
        var board = Board(plan: Plan(hub: name.host))
        board.record(.final(.seen(state), product: nil), for: Board.Key(ReadRoutes.id, Device()))
        board.record(
            isFinal ? .final(.seen(evidence), product: nil) : .interim(evidence), for: Board.Key(ResolveName.id, name))
        return (board, name)
    }

    private static func input(_ made: (board: Board, name: Name)) -> Readiness<TunnelSilence> {
        TunnelSilence.resolve(from: made.board, about: made.name)
    }

    @Test(arguments: [true, false])
    func `starts once a resolver behind the tunnel is stuck or silent`(isFinal: Bool) throws {
        guard case .settled(let input) = Self.input(try Self.board(try Self.routing(), isFinal: isFinal)) else {
            Issue.record("it does not start")
            return
        }
        #expect(input.tunnel == "tun0")
        #expect(input.egress == "eth0")
        #expect(input.source?.description == "198.51.100.10")
        #expect(input.servers == [Self.resolver])
    }

    @Test func `waits until a wait counts as stuck`() throws {
        let made = try Self.board(try Self.routing(), isFinal: false, isStuck: false)
        guard case .waiting = Self.input(made) else {
            Issue.record("it does not wait")
            return
        }
    }

    @Test func `looks through a resolver on this device`() throws {
        let stub = try #require(SocketAddress("127.0.0.53", defaultPort: 53))
        guard case .settled(let input) = Self.input(try Self.board(try Self.routing(), servers: [stub])) else {
            Issue.record("it does not start")
            return
        }
        #expect(input.servers == [Self.resolver])
    }

    @Test func `is not called for by names that resolve, by other interfaces, or without another way`() throws {
        let address = try #require(IPAddress("203.0.113.10"))
        let inputs = [
            Self.input(try Self.board(try Self.routing(), result: .answered, addresses: [address])),
            Self.input(try Self.board(try Self.routing(), result: .answered)),
            Self.input(try Self.board(try Self.routing(by: "eth0"))),
            Self.input(try Self.board(try Self.routing(wayOut: false))),
        ]
        for input in inputs {
            guard case .impossible = input else {
                Issue.record("it starts, or waits")
                continue
            }
        }
    }
}
