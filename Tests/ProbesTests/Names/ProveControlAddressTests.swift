import ProbeCore
import ProbeEvidence
import ProbeMeasurement
@testable import Probes
import Testing

struct ProveControlAddressTests {
    private static func hub() throws -> HostName { try HostName(validating: "hub.example") }

    private static func readiness(
        site: [String], outside: Board.Entry, isKnown: Bool = true
    ) throws -> Readiness<ForeignAnswer> {
        var board = Board(plan: Plan(hub: try hub()))
        var name = NameEvidence()
        name.addresses = site.compactMap { IPAddress($0) }
        let inside = isKnown ? Board.Entry.final(.seen(name), product: nil) : .waiting
        board.record(inside, for: Board.Key(ResolveName.id, Name(try hub())))
        board.record(outside, for: Board.Key(AskSecondOpinion.id, Name(try hub())))
        return ForeignAnswer.resolve(from: board, about: Name(try hub()))
    }

    private static func control(_ addresses: [String]) throws -> ControlAnswers {
        var answer = DNSAnswer(
            server: SocketAddress(try #require(IPAddress("192.0.2.53")), port: 53), network: .udp, name: "hub.example",
            queryType: .a, result: .answered, latency: Seconds(0.01))
        answer.records = addresses.compactMap { IPAddress($0) }.map {
            DNSAnswer.Record(name: "hub.example", timeToLive: 60, data: .address($0))
        }
        return ControlAnswers(answers: [answer])
    }

    private static func said(_ addresses: String...) throws -> Board.Entry {
        .final(.seen(try control(addresses)), product: nil)
    }

    @Test func `an address that only the resolver outside gives is tried`() throws {
        let outside = try Self.said("0.0.0.0", "2001:db8::7", "203.0.113.7")
        guard case .settled(let answer) = try Self.readiness(site: ["198.51.100.9"], outside: outside) else {
            Issue.record("not called for")
            return
        }
        #expect(answer.address.description == "203.0.113.7")
        let plan = Plan(hub: try Self.hub())
        let claim = ProveControlAddress().occasion(for: Name(try Self.hub()), of: answer, in: plan)
        #expect(claim?.remote.description == "203.0.113.7:443")
        #expect(claim?.endpoint.transport == .https && claim?.endpoint.via == .direct)
    }

    @Test(arguments: [["203.0.113.7"], ["198.51.100.9", "203.0.113.7"], ["127.0.0.1"], []])
    func `what the site gives as well, or nobody can have, is not`(addresses: [String]) throws {
        let answers = try Self.control(addresses)
        let site = ["198.51.100.9", "203.0.113.7"]
        guard
            case .impossible(let reason) = try Self.readiness(
                site: site, outside: .final(.seen(answers), product: nil))
        else {
            Issue.record("called for")
            return
        }
        #expect(reason.code == .notNeeded)
    }

    @Test func `it waits for both answers, and begins with the first of the resolver outside`() throws {
        guard case .waiting = try Self.readiness(site: ["198.51.100.9"], outside: .waiting) else {
            Issue.record("did not wait")
            return
        }
        guard case .waiting = try Self.readiness(site: [], outside: try Self.said("203.0.113.7"), isKnown: false) else {
            Issue.record("did not wait for the site")
            return
        }
        let first = Board.Entry.interim(try Self.control(["203.0.113.7"]))
        guard case .settled = try Self.readiness(site: ["198.51.100.9"], outside: first) else {
            Issue.record("waited for more")
            return
        }
    }

    @Test func `a name without a service's endpoint has nothing to shake hands with`() throws {
        var plan = Plan(hub: try Self.hub())
        plan.services.controlResolver = SocketAddress("192.0.2.53", defaultPort: 53)
        #expect(ProveControlAddress().subjects(in: plan).map(\.host) == [try Self.hub()])
        #expect(
            ProveControlAddress().contacts(in: plan) == [Contacted(.service(.hub, try Self.hub()), ports: [443])])
    }
}
