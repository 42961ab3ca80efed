import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import ProbeTransport
import TestSupport
import Testing

@testable import Probes

struct AskSearchListTests {
    private static func names(_ lines: String, of host: String = "hub.example.net") throws -> [String] {
        AskSearchList.names(
            before: try HostName(validating: host), ResolverConfiguration(parsing: Array(lines.utf8))
        ).kept.map(\.description)
    }

    @Test func `domains that are not tried are counted`() throws {
        let lines = "search " + (0..<40).map { "d\($0).example" }.joined(separator: " ") + "\noptions ndots:3\n"
        let names = AskSearchList.names(
            before: try HostName(validating: "hub.example.net"), ResolverConfiguration(parsing: Array(lines.utf8)))
        #expect(names.kept.count == 6 && names.leftOut == 34)
    }

    @Test func `a name of fewer dots than wanted is looked for in every search domain first`() throws {
        let lines = "search corp.example. . plant.example\noptions ndots:3\n"
        #expect(
            try Self.names(lines) == ["hub.example.net.corp.example", "hub.example.net.plant.example"])
    }

    @Test(arguments: [
        "search corp.example\n", "search corp.example\noptions ndots:2\n", "options ndots:5\n",
        "search .\noptions ndots:5\n",
    ])
    func `a name with dots enough, or without search domains, is asked for as it stands`(lines: String) throws {
        #expect(try Self.names(lines).isEmpty)
    }

    /// What `hub.example` gave at a resolver, or in the hosts file.
    private static func found(at server: SocketAddress, _ source: NameEvidence.Source) throws -> Following<ResolveName>
    {
        let address = try #require(IPAddress("10.1.2.3"))
        var answer = DNSAnswer(
            server: server, network: .udp, name: DomainName("hub.example"), queryType: .a, result: .answered,
            latency: Seconds(0.01))
        answer.records = [DNSAnswer.Record(name: DomainName("hub.example"), timeToLive: 60, data: .address(address))]
        var evidence = NameEvidence()
        evidence.servers = [NameEvidence.Server(server: server, answers: [answer])]
        evidence.addresses = [address]
        evidence.source = source
        return Following(Name(try HostName(validating: "hub.example")), evidence, isFinal: true)
    }

    @Test func `the names before the name are asked for until one is there, and not beside a hosts entry`() async throws
    {
        try await LoopbackResolver.with(udp: LoopbackResolver.answers("10.9.9.9")) { resolver in
            let lines = "nameserver 127.0.0.1\nsearch corp.example plant.example\noptions ndots:3\n"
            try await VantageFiles.with(resolverConfiguration: lines) { files in
                let plan = try Plan(files, port: resolver.address.port)
                let found = try Self.found(at: resolver.address, .resolver)
                let (evidence, _) = try await NameProbe(AskSearchList(), found, plan: plan).run()
                #expect(evidence.dots == 3)
                #expect(Set(evidence.answers.map(\.name)) == ["hub.example.corp.example"])
                #expect(evidence.answers.first?.addresses.map(\.description) == ["10.9.9.9"])
                let listed = try Self.found(at: resolver.address, .hostsFile)
                #expect(AskSearchList().occasion(for: listed.about, of: listed, in: plan) == nil)
            }
        }
    }

    @Test func `a long list is not asked to its end`() throws {
        let domains = (0..<32).map { "d\($0).example" }.joined(separator: " ")
        #expect(try Self.names("search \(domains)\noptions ndots:9\n").count == 6)
    }
}
