import ProbeCore
import ProbeEvidence
import ProbeMeasurement
@testable import Probes
import Testing

struct AskSecondOpinionTests {
    /// How far the ladders of a name came.
    private enum Fate {
        case connecting, stuck, refused, handshaking, silent, stranger, plainText, forged, verified
    }

    private static func readiness(
        _ fates: [(Transport, Fate)], of host: String = "hub.example", address: String = "203.0.113.9"
    ) throws -> Readiness<Unredeemed> {
        let hub = try HostName(validating: "hub.example")
        var board = Board(plan: Plan(hub: hub))
        var name = NameEvidence()
        name.addresses = try [#require(IPAddress(address))]
        board.record(.final(.seen(name), product: nil), for: Board.Key(ResolveName.id, Name(hub)))
        for (transport, fate) in fates {
            let endpoint = Endpoint(.hub, hub, transport)
            let (connect, handshake) = try entries(fate)
            board.record(connect, for: Board.Key(ConnectEndpoint.id, endpoint))
            board.record(handshake, for: Board.Key(HandshakeTLS.id, endpoint))
        }
        return Unredeemed.resolve(from: board, about: Name(try HostName(validating: host)))
    }

    private static func entries(_ fate: Fate) throws -> (connect: Board.Entry, handshake: Board.Entry) {
        var connect = ConnectEvidence()
        switch fate {
        case .connecting: return (.waiting, .waiting)
        case .stuck:
            connect.isStuck = true
            return (.interim(connect), .waiting)
        case .refused: return (.final(.seen(connect), product: nil), .waiting)
        case .handshaking, .silent, .stranger, .plainText, .forged, .verified: break
        }
        connect.connected = SocketAddress(try #require(IPAddress("203.0.113.9")), port: 443)
        let handshake: Board.Entry =
            switch fate {
            case .silent: ended(.silent)
            case .stranger: ended(.completed)
            case .plainText: ended(.notTLS)
            case .forged: ended(.completed, matchesName: true)
            case .verified: ended(.completed, matchesName: true, isTrusted: true)
            case .connecting, .stuck, .refused, .handshaking: .waiting
            }
        return (.final(.seen(connect), product: nil), handshake)
    }

    private static func ended(_ result: Handshake.Result, matchesName: Bool = false, isTrusted: Bool = false)
        -> Board.Entry
    {
        var handshake = Handshake(serverName: nil, expectedName: "hub.example", result: result, duration: Seconds(0.01))
        handshake.matchesName = matchesName
        handshake.verifications = [
            Handshake.Verification(
                store: .publicRoots, isTrusted: isTrusted, code: isTrusted ? 0 : 19, depth: 0,
                isTrustedIgnoringDates: isTrusted)
        ]
        return .final(.seen(handshake), product: nil)
    }

    @Test(arguments: [Fate.stranger, .plainText]) private func `somebody else calls for it at once`(fate: Fate) throws {
        guard case .settled = try Self.readiness([(.https, fate), (.mqtt, .connecting)]) else {
            Issue.record("not called for")
            return
        }
    }

    @Test(arguments: [Fate.stuck, .refused, .silent, .forged])
    private func `it waits for ladders that go on`(fate: Fate) throws {
        for other in [Fate.connecting, .handshaking] {
            guard case .waiting = try Self.readiness([(.https, fate), (.mqtt, other)]) else {
                Issue.record("did not wait")
                return
            }
        }
    }

    @Test(arguments: [Fate.stuck, .refused, .silent, .forged])
    private func `a name whose ladders all come to nothing calls for it`(fate: Fate) throws {
        guard case .settled = try Self.readiness([(.https, fate), (.mqtt, .refused), (.amqp, .stuck)]) else {
            Issue.record("not called for")
            return
        }
    }

    @Test func `WebSockets that wait for plain HTTPS hold nothing up`() throws {
        let fates: [(Transport, Fate)] = [
            (.https, .stuck), (.amqp, .refused), (.mqttOverWebSocket, .connecting), (.amqpOverWebSocket, .connecting),
        ]
        guard case .settled = try Self.readiness(fates), case .waiting = try Self.readiness([(.https, .connecting)]),
            case .waiting = try Self.readiness([(.amqp, .stuck), (.mqttOverWebSocket, .connecting)])
        else {
            Issue.record("waited for what somebody else speaks for, or for nobody")
            return
        }
    }

    @Test func `it asks the resolver outside, where there is one`() throws {
        var plan = Plan(hub: try HostName(validating: "hub.example"))
        #expect(AskSecondOpinion().subjects(in: plan).isEmpty && AskSecondOpinion().contacts(in: plan).isEmpty)
        let outside = SocketAddress("192.0.2.53", defaultPort: 53)
        plan.services.controlResolver = outside
        #expect(AskSecondOpinion().subjects(in: plan).map(\.host) == [plan.services.hub])
        #expect(AskSecondOpinion().occasion(for: Name(plan.services.hub), of: Unredeemed(), in: plan) == outside)
    }

    @Test func `a verified handshake redeems the answer, whatever else is met`() throws {
        guard
            case .impossible(let reason) = try Self.readiness([
                (.https, .verified), (.mqtt, .stranger), (.amqp, .refused),
            ])
        else {
            Issue.record("called for")
            return
        }
        #expect(reason.code == .notNeeded)
    }

    @Test func `an address that can be nobody's was asked about before`() throws {
        guard case .impossible = try Self.readiness([(.https, .refused)], address: "0.0.0.0") else {
            Issue.record("called for")
            return
        }
    }

    @Test func `another name's impostor calls for nothing`() throws {
        guard case .impossible = try Self.readiness([(.https, .stranger)], of: "other.example") else {
            Issue.record("called for")
            return
        }
    }
}
