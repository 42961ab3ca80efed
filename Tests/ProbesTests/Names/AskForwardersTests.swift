import Glibc
import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import Synchronization
import TestSupport
import Testing

/// The engine's own resolver has one address, so these ask it one after the other.
@Suite(.serialized, .aheadOfOthers) struct AskForwardersTests {
    private static let engine: [UInt8] = [127, 0, 0, 11]

    private static func plan(
        _ kind: VantageOrigin.Kind = .container, resolver: String = "127.0.0.11", port: UInt16 = 53
    ) throws -> Plan {
        var plan = Plan(hub: try HostName(validating: "hub.example"))
        plan.briefing.vantage = .container("edgeHub")
        plan.briefing.origin = VantageOrigin(
            kind: kind, resolverRule: .ownFile, resolvers: [try #require(IPAddress(resolver))], hostResolvers: [])
        plan.briefing.resolverPort = port
        return plan
    }

    private static func unanswered(isStuck: Bool = false, isFinal: Bool = true) throws -> Following<ResolveName> {
        var evidence = NameEvidence()
        evidence.isStuck = isStuck
        return Following(Name(try HostName(validating: "hub.example")), evidence, isFinal: isFinal)
    }

    @Test func `only the engine's own resolver in a container that runs is watched`() throws {
        #expect(AskForwarders().subjects(in: try Self.plan()).map(\.host.description) == ["hub.example"])
        #expect(AskForwarders().subjects(in: try Self.plan(.attached)).isEmpty)
        #expect(AskForwarders().subjects(in: try Self.plan(resolver: "10.3.0.53")).isEmpty)
        #expect(AskForwarders().subjects(in: Plan(hub: try HostName(validating: "hub.example"))).isEmpty)
    }

    @Test func `it is called for when no address is there, final or stuck`() throws {
        let plan = try Self.plan(port: 5353)
        func resolver(_ input: Following<ResolveName>) -> String? {
            AskForwarders().occasion(for: input.about, of: input, in: plan)?.description
        }
        #expect(resolver(try Self.unanswered()) == "127.0.0.11:5353")
        #expect(resolver(try Self.unanswered(isStuck: true, isFinal: false)) == "127.0.0.11:5353")
        #expect(resolver(try Self.unanswered(isFinal: false)) == nil)
        var evidence = NameEvidence()
        evidence.addresses = try [#require(IPAddress("10.1.2.3"))]
        let name = Name(try HostName(validating: "hub.example"))
        #expect(resolver(Following(name, evidence, isFinal: true)) == nil)
    }

    @Test func `whom the resolver asks is seen by its sockets`() async throws {
        // Nothing is sent: a datagram socket that is connected stands in the kernel's table.
        let peer = ConnectedPeer("192.0.2.53")
        try await LoopbackResolver.with(
            udp: { query in
                peer.connect(port: peer.port)
                return [query.reply(code: 2)]
            }, at: Self.engine
        ) { resolver in
            peer.port = resolver.address.port
            let plan = try Self.plan(port: resolver.address.port)
            let (evidence, _) = try await NameProbe(AskForwarders(), try Self.unanswered(), plan: plan).run()
            // Without a route to it, as on a machine that has no network, there is no such socket.
            #expect(evidence.asked.map(\.address.description) == (peer.isConnected ? ["192.0.2.53"] : []))
            #expect(evidence.today.isEmpty)
        }
    }

    @Test func `where nobody is seen it asks again, and not without end`() async throws {
        try await LoopbackResolver.with(udp: LoopbackResolver.answers(), at: Self.engine) { resolver in
            let plan = try Self.plan(port: resolver.address.port)
            let (evidence, _) = try await NameProbe(AskForwarders(), try Self.unanswered(), plan: plan).run()
            #expect(evidence.asked.isEmpty)
            #expect((2...10).contains(resolver.queries.count))
            #expect(resolver.queries.allSatisfy { $0.network == .udp })
        }
    }
}

/// A datagram socket that a resolver would ask another one with.
private final class ConnectedPeer: Sendable {
    private let address: String
    private let state = Mutex<(descriptor: CInt, port: UInt16)>((-1, 0))

    init(_ address: String) { self.address = address }

    var port: UInt16 {
        get { state.withLock { $0.port } }
        set { state.withLock { $0.port = newValue } }
    }

    var isConnected: Bool { state.withLock { $0.descriptor >= 0 } }

    /// Nothing where there is no route.
    func connect(port: UInt16) {
        state.withLock { state in
            guard state.descriptor < 0 else { return }
            let descriptor = socket(AF_INET, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var raw = sockaddr_in()
            raw.sin_family = sa_family_t(AF_INET)
            raw.sin_port = port.bigEndian
            let result = withUnsafeMutablePointer(to: &raw) { pointer in
                inet_pton(AF_INET, address, &pointer.pointee.sin_addr) == 1
                    ? pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                    } : -1
            }
            guard result == 0 else {
                close(descriptor)
                return
            }
            state.descriptor = descriptor
        }
    }

    deinit {
        let descriptor = state.withLock { $0.descriptor }
        if descriptor >= 0 { close(descriptor) }
    }
}
