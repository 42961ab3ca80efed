import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeGuidance
import Testing

/// What is said and done about names: no more than was seen, and nothing that containers do already.
struct NameRemedyTests {
    private let name: HostName
    private let denying: IPAddress
    private let other: IPAddress

    init() throws {
        name = try HostName(validating: "v6only.example")
        denying = try #require(IPAddress("10.3.0.53"))
        other = try #require(IPAddress("10.3.0.54"))
    }

    private func remedies(
        _ cause: Cause, about host: HostName? = nil, owner: Owner = .siteNetwork, from vantage: Vantage = .bridge,
        asking resolver: String = "10.3.0.53", confidence: Finding.Confidence = .likely,
        place: Finding.Location = .unknown,
        with change: (inout Guidance.Facts) -> Void = { _ in }
    ) throws -> [Remedy] {
        let assignment = Assignment(hub: try HostName(validating: GuidanceTests.hub))
        var facts = Guidance.Facts(resolvers: [denying])
        change(&facts)
        let finding = Finding(
            cause, .error, from: [vantage],
            about: Finding.Subject(host ?? assignment.hub, resolver: SocketAddress(resolver, defaultPort: 53)),
            owner: owner, confidence: confidence, summary: "", location: place, evidence: [], refutedBy: "")
        return Guidance.remedies(for: finding, in: assignment, facts: facts)
    }

    private func words(_ remedies: [Remedy]) -> String {
        remedies.flatMap { [$0.title.english] + $0.steps.map(\.english) + $0.commands.map(\.text) }.joined(
            separator: "\n")
    }

    @Test func `nobody is told that a name has an address which everybody denies`() throws {
        let everybody = try remedies(
            .dnsNodata, about: name, owner: .hubConfiguration, from: .host, confidence: .certain)
        #expect(everybody.map(\.id) == [.correctName, .addAddress])
        #expect(everybody.allSatisfy { $0.owner == .hubConfiguration })
        #expect(!words(everybody).contains("has one") && !words(everybody).contains("network team"))
        let unknown = try remedies(.dnsNodata, about: name, from: .host)
        #expect(words(unknown).contains("does the name have one?") && !words(unknown).contains("and the name has one"))
        #expect(unknown.contains { $0.id == .correctName })
        // Addresses of IPv6 alone are none that it would keep back.
        let later = try remedies(.dnsNodata, about: name, from: .host) {
            $0.addresses[name] = [IPAddress("2001:db8::1")].compactMap(\.self)
        }
        #expect(!words(later).contains("and the name has one"))
        let known = try remedies(.dnsNodata, about: name, from: .host) {
            $0.addresses[name] = [IPAddress("203.0.113.7")].compactMap(\.self)
        }
        #expect(words(known).contains("and the name has one") && !known.contains { $0.id == .correctName })
    }

    /// From the engine's first bridge, and from a network with the engine's own resolver, which names nobody.
    @Test(arguments: ["10.3.0.53", "127.0.0.11"], [false, true])
    func `what containers ask already, and are told otherwise by, is no cure`(resolver: String, isPodman: Bool) throws {
        let hub = try HostName(validating: GuidanceTests.hub)
        let alone = try remedies(.dnsContainerSplitView, owner: .containerEngine, asking: resolver) {
            $0.isPodman = isPodman
            $0.wordsOfResolvers[hub] = [denying: false]
        }
        #expect(alone.map(\.id) == [.engineDNS])
        #expect(alone[0].commands.map(\.text) == ["resolvectl query \(hub)\nresolvectl dns"])
        #expect(words(alone).contains(isPodman ? "containers.conf.d" : "daemon.json"))
        let among = try remedies(.dnsContainerSplitView, owner: .containerEngine, asking: resolver) {
            $0.isPodman = isPodman
            $0.resolvers.append(other)
            $0.wordsOfResolvers[hub] = [denying: false, other: true]
        }
        #expect(among.map(\.id) == [.engineDNS, .moduleDNS])
        for text in among.flatMap(\.commands).map(\.text) {
            #expect(text.contains("\(other)") && !text.contains("\(denying)"), "\(text)")
        }
        #expect(words(among).contains("all other names"))
    }

    @Test func `past a private endpoint containers get the resolver that leads the host to it`() throws {
        let hub = try HostName(validating: GuidanceTests.hub)
        let fixes = try remedies(
            .dnsContainerSplitView, owner: .containerEngine, asking: "203.0.113.54", confidence: .certain,
            place: Finding.Location(kind: .containerHost)
        ) { $0.wordsOfResolvers[hub] = [denying: true] }
        #expect(fixes.map(\.id) == [.engineDNS, .moduleDNS])
        let members = "{ \"dns\": [\"\(denying)\"] }"
        #expect(fixes[0].commands.contains { $0.dialect == .daemonJSON && $0.text == members })
    }

    @Test func `no resolver that denies the host the name is named for containers`() throws {
        let hub = try HostName(validating: GuidanceTests.hub)
        for cause in [Cause.dnsContainerStub, .dnsContainerNone, .dnsContainerFallbackPublic, .dnsTimeout] {
            let fixes = try remedies(cause, asking: "127.0.0.11") {
                $0.resolvers.append(other)
                $0.wordsOfResolvers[hub] = [denying: false]
            }
            let named = fixes.flatMap(\.commands).filter { [.daemonJSON, .createOptions].contains($0.dialect) }
            #expect(named.count == 2 && named.allSatisfy { !$0.text.contains("\"\(denying)\"") }, "\(cause)")
        }
    }

    @Test func `whoever is to admit containers is told of no other addresses than the request's head`() throws {
        func request(_ networks: [Requester.Network], as address: String? = nil) throws -> String {
            let resolver = try #require(SocketAddress("10.3.0.53", defaultPort: 53))
            let fixes = try remedies(
                .dnsContainerBlocked, place: Finding.Location(kind: .hop, culprit: .resolver(resolver))
            ) {
                $0.bridgeSubnets = networks.flatMap(\.subnets)
                $0.requester.networks = networks
                $0.requester.masquerade = address.flatMap { IPAddress($0) }
            }
            return try #require(fixes.first { $0.id == .allowContainerDNS }?.commands.first).text.inOneLine
        }
        let subnets = [IPPrefix("172.17.0.0/16")].compactMap(\.self)
        let hidden = try request([Requester.Network(name: "bridge", subnets: subnets, isMasqueraded: true)])
        #expect(hidden.contains("(bridge 172.17.0.0/16) leave with the gateway's address."))
        #expect(
            !hidden.contains("come from 172.17.0.0/16") && hidden.contains("may leave with another of its addresses"))
        let other = try request(
            [Requester.Network(name: "bridge", subnets: subnets, isMasqueraded: true)], as: "198.51.100.10")
        #expect(other.contains("(bridge 172.17.0.0/16) leave with 198.51.100.10, another address of the gateway's"))
        let shown = try request([Requester.Network(name: "bridge", subnets: subnets, isMasqueraded: false)])
        #expect(shown.contains("which come from 172.17.0.0/16"))
        #expect(try request([]).contains("from the subnets of its bridges"))
    }
}
