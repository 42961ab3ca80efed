import ProbeCore
import ProbeEvidence
import ProbeMeasurement
@testable import Probes
import Testing

struct ProveOtherAnswerTests {
    private static func hub() throws -> HostName { try HostName(validating: "hub.example") }

    /// What a name has, and what its second resolver gives for it.
    private static func evidence(
        rotates: Bool, source: NameEvidence.Source = .resolver, _ used: String, beside others: String...
    ) throws -> NameEvidence {
        let resolver = SocketAddress(try #require(IPAddress("192.0.2.54")), port: 53)
        var answer = DNSAnswer(
            server: resolver, network: .udp, name: "hub.example", queryType: .a, result: .answered,
            latency: Seconds(0.01))
        answer.records = others.compactMap { IPAddress($0) }.map {
            DNSAnswer.Record(name: "hub.example", timeToLive: 60, data: .address($0))
        }
        var evidence = NameEvidence()
        evidence.source = source
        evidence.rotates = rotates
        evidence.addresses = [try #require(IPAddress(used))]
        evidence.servers = [NameEvidence.Server(server: resolver, answers: [answer])]
        return evidence
    }

    private static func claim(_ evidence: NameEvidence) throws -> ServiceClaim? {
        let name = Name(try hub())
        return ProveOtherAnswer().occasion(
            for: name, of: NameBesideLibrary(name: evidence, library: nil), in: Plan(hub: try hub()))
    }

    @Test func `where clients take resolvers in turn the other one's address is tried`() throws {
        let claim = try Self.claim(Self.evidence(rotates: true, "203.0.113.7", beside: "0.0.0.0", "203.0.113.9"))
        #expect(claim?.remote.description == "203.0.113.9:443")
        #expect(claim?.endpoint.transport == .https && claim?.endpoint.via == .direct)
    }

    @Test func `beside a line of the hosts file that of a resolver is`() throws {
        let evidence = try Self.evidence(rotates: false, source: .hostsFile, "203.0.113.7", beside: "203.0.113.9")
        #expect(try Self.claim(evidence)?.remote.description == "203.0.113.9:443")
    }

    @Test func `nothing is where the first resolver decides, or where all say the same`() throws {
        #expect(try Self.claim(Self.evidence(rotates: false, "203.0.113.7", beside: "203.0.113.9")) == nil)
        #expect(try Self.claim(Self.evidence(rotates: true, "203.0.113.7", beside: "203.0.113.7")) == nil)
        #expect(try Self.claim(Self.evidence(rotates: true, "203.0.113.7", beside: "127.0.0.1")) == nil)
    }
}
