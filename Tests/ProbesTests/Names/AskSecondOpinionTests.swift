import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import Testing

struct AskSecondOpinionTests {
    private static func readiness(
        _ entries: [(Transport, Board.Entry)], of host: String = "hub.example"
    ) throws -> Readiness<Impostor> {
        let hub = try HostName(validating: "hub.example")
        var board = Board(plan: Plan(hub: hub))
        for (transport, entry) in entries {
            board.record(entry, for: Board.Key(HandshakeTLS.id, Endpoint(.hub, hub, transport)))
        }
        return Impostor.resolve(from: board, about: Name(try HostName(validating: host)))
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

    @Test func `somebody else's certificate, or no TLS at all, calls for it at once`() throws {
        for answer in [Self.ended(.completed), Self.ended(.completed, isTrusted: true), Self.ended(.notTLS)] {
            guard case .settled = try Self.readiness([(.https, answer), (.mqtt, .waiting)]) else {
                Issue.record("not called for")
                continue
            }
        }
    }

    @Test func `it waits for handshakes that go on`() throws {
        guard case .waiting = try Self.readiness([(.https, Self.ended(.silent)), (.mqtt, .waiting)]) else {
            Issue.record("did not wait")
            return
        }
    }

    @Test func `a verified handshake, a silence or a name of its own under an unknown root calls for nothing`() throws {
        let verified = Self.ended(.completed, matchesName: true, isTrusted: true)
        for answers in [
            [(Transport.https, verified), (.mqtt, Self.ended(.completed))],
            [(.https, Self.ended(.silent)), (.mqtt, Self.ended(.reset))],
            [(.https, Self.ended(.completed, matchesName: true))],
        ] {
            guard case .impossible(let reason) = try Self.readiness(answers) else {
                Issue.record("called for")
                continue
            }
            #expect(reason.code == .notNeeded)
        }
    }

    @Test func `another name's impostor calls for nothing`() throws {
        guard case .impossible = try Self.readiness([(.https, Self.ended(.completed))], of: "other.example") else {
            Issue.record("called for")
            return
        }
    }
}
