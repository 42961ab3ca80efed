import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import ProbeTransport
import Probes
import Testing

struct AskTimeTests {
    private func ask(_ server: TimeServer, within patience: Duration = .seconds(10)) async throws -> TimeEvidence {
        let plan = Plan(hub: try HostName(validating: "hub.example.com"))
        return try await AskTime().measure(server, Nothing(), .forTesting(plan, within: patience)).evidence
    }

    @Test(arguments: [0, 86_400, -600] as [Int64])
    func `a server tells by how much this clock is off`(offset: Int64) async throws {
        let evidence = try await TinyTimeServer.with({ question, clock in
            TinyTimeServer.reply(to: question, at: clock, offset: offset).encoded
        }) { try await ask($0) }
        #expect(evidence.result == .answered)
        #expect(evidence.stratum == 2)
        // No better than half the way there and back (RFC 5905 section 8), which is long on a busy machine.
        let roundTrip = try #require(evidence.roundTrip?.value)
        #expect(abs((evidence.offset?.value ?? .infinity) - Double(offset)) <= roundTrip / 2 + 0.01)
        #expect(evidence.serverTime != nil && evidence.deviceTime != nil)
    }

    @Test func `an answer to another question, or cut short, is none`() async throws {
        let evidence = try await TinyTimeServer.with({ question, clock in
            var packet = TinyTimeServer.reply(to: question, at: clock, offset: 9999)
            packet.origin = NTPTimestamp(seconds: 1, fraction: 2)
            return question.transmit.fraction % 2 == 0 ? packet.encoded : Array(packet.encoded.prefix(40))
        }) { server in
            var plan = Plan(hub: try HostName(validating: "hub.example.com"))
            plan.limits.attemptTimeout = Seconds(0.3)
            return try await AskTime().measure(server, Nothing(), .forTesting(plan)).evidence
        }
        #expect(evidence.result == .silent)
        #expect(evidence.offset == nil)
    }

    @Test func `a server without the time, or that turns us away, gives no offset`() async throws {
        let evidence = try await TinyTimeServer.with({ question, clock in
            var packet = TinyTimeServer.reply(to: question, at: clock, offset: 9999)
            packet.stratum = 0
            packet.referenceID = Array("DENY".utf8)
            return packet.encoded
        }) { try await ask($0) }
        #expect(evidence.result == .unsynchronized)
        #expect(evidence.kissCode?.description == "DENY")
        #expect(evidence.offset == nil)
    }

    @Test func `a port that nobody listens on is unreachable at once`() async throws {
        let server = try await TinyTimeServer.with({ _, _ in nil }) { $0 }
        let evidence = try await ask(server)
        #expect(evidence.result == .unreachable)
        #expect(evidence.error == "ECONNREFUSED")
    }

    @Test func `only the host asks, and only where it may`() throws {
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        #expect(AskTime().subjects(in: plan).isEmpty)
        plan.device.timeServers = [TimeServer(.name(plan.services.hub))]
        #expect(AskTime().subjects(in: plan).count == 1)
        plan.briefing.vantage = try #require(Vantage("docker:bridge"))
        #expect(AskTime().subjects(in: plan).isEmpty)
    }
}
