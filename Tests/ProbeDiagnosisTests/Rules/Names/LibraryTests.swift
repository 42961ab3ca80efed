import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `what programs make of a name` {
    private static let hub = Name(Places.hub)
    private static let elsewhere = Places.address("198.51.100.66")

    /// The IPv6 question of the healthy survey's only resolver, changed.
    private static func asked(from vantages: [Vantage] = [.host], _ change: (inout DNSAnswer) -> Void) -> Survey {
        Survey.healthy(from: vantages).forEach(vantages) { survey, vantage in
            survey.changing(ResolveName.self, about: hub, from: vantage) { change(&$0.servers[0].answers[1]) }
        }
    }

    private static func library(_ asked: [IPAddress], _ rooted: [IPAddress]?, _ failure: LibraryEvidence.Failure? = nil)
        -> LibraryEvidence
    {
        var answer = LibraryEvidence.Answer(name: DomainName(Places.hub.description), latency: Seconds(0.01))
        answer.addresses = asked
        answer.failure = failure
        var evidence = LibraryEvidence(asked: answer)
        evidence.rooted = rooted.map { addresses in
            var answer = LibraryEvidence.Answer(name: DomainName("\(Places.hub)."), latency: Seconds(0.01))
            answer.addresses = addresses
            answer.failure = addresses.isEmpty ? failure : nil
            return answer
        }
        return evidence
    }

    private static func search(_ address: IPAddress?) -> SearchEvidence {
        let name = Places.name("\(Places.hub).corp.example")
        return SearchEvidence(dots: 5, answers: [Healthy.answer(name, .a, address.map { [$0] } ?? [])])
    }

    /// The host's programs find the other names where the resolvers have them, and no search list concerns any.
    private static func askingForAll(_ survey: Survey) -> Survey {
        let others = [Places.dps, Places.registry].map { Name($0) }
        return survey.forEach(others) { survey, name in
            let addresses = survey.seen(ResolveName.self, about: name, from: .host)?.evidence.addresses ?? []
            return survey.adding(AskLibrary.self, about: name, library(addresses, nil))
                .skipping(AskSearchList.self, about: name, because: .notNeeded)
        }
    }

    @Test func `is not denied by a library whose questions got lost as others of the run did`() {
        let denied = Survey.healthy.adding(AskLibrary.self, about: Self.hub, Self.library([], [], .again))
        #expect(denied.causes(by: LibraryFindsNothing.self) == [.dnsResolverLibrary])
        let lossy = denied.changing(ResolveName.self, about: Name(Places.dps)) { $0.servers[0].answers[1].attempts = 2 }
        #expect(lossy.causes(by: LibraryFindsNothing.self).isEmpty)
        let certain = lossy.changing(AskLibrary.self, about: Self.hub) { $0 = Self.library([], [], .noName) }
        #expect(certain.causes(by: LibraryFindsNothing.self) == [.dnsResolverLibrary])
    }

    @Test(arguments: [AskLibrary.id, AskSearchList.id])
    func `what was asked of one name and not of another leaves the other open`(probe: ProbeID) {
        let survey = Self.askingForAll(Survey.healthy)
            .adding(AskLibrary.self, about: Self.hub, Self.library([Places.hubAddress], nil))
            .skipping(AskSearchList.self, about: Self.hub, because: .notNeeded)
        #expect(Diagnosis(of: survey).verdict == .ready)
        let less = survey.observations.filter { $0.probe != probe || $0.subject as? Name != Self.hub }
        let rest = Survey(assignment: survey.assignment, startedAt: survey.startedAt, observations: less)
        #expect(Diagnosis(of: rest).verdict == .inconclusive)
        let late =
            probe == AskLibrary.id
            ? survey.skipping(AskLibrary.self, about: Self.hub, because: .budget)
            : survey.skipping(AskSearchList.self, about: Self.hub, because: .budget)
        #expect(Diagnosis(of: late).verdict == .inconclusive)
    }

    @Test func `a name that nobody was seen to ask for is no way to the hub`() {
        let survey = Survey.healthy.without(ResolveName.self, about: Self.hub)
        #expect(Diagnosis(of: survey).verdict == .inconclusive)
    }

    @Test(arguments: [3, 2, 5]) func `musl gives up on an IPv6 question that is not answered`(code: Int) throws {
        let finding = try #require(
            Self.asked { $0.responseCode = code }.findings(by: LibraryFindsNothing.self).first)
        #expect(finding.severity == .warning)
        #expect(finding.owner == .siteNetwork)
        #expect(finding.subject.resolver == Places.resolver)
    }

    @Test func `musl waits in vain where the IPv6 question is lost`() {
        let survey = Self.asked { $0.isSilent() }
        #expect(survey.findings(by: LibraryFindsNothing.self).map(\.claim) == [.certain])
    }

    @Test func `a warning about musl is the containers' where there are some`() {
        let survey = Self.asked(from: [.host, Places.bridge]) { $0.responseCode = 3 }
        #expect(survey.findings(by: LibraryFindsNothing.self).map(\.vantages) == [[Places.bridge]])
    }

    /// A container on the bridge with two resolvers: one that answers, and another one.
    private static func twoResolvers(
        _ resolvers: [IPAddress]? = nil, denyingAfter latency: Double = 0.001, code: Int = 3
    ) -> Survey {
        let second = Places.address("198.51.100.54")
        var origin = VantageOrigin(
            kind: .attached, resolverRule: .hostList, resolvers: resolvers ?? [Places.resolver.address, second],
            hostResolvers: [Places.resolver.address, second])
        origin.forwarders = [Places.resolver.address, second]
        let denial = NameEvidence.failing(Places.hub, servers: [SocketAddress(second, port: 53)]) {
            $0.responseCode = code
            $0.latency = Seconds(latency)
        }
        return Survey.healthy(from: [.host, Places.bridge])
            .adding(DescribeVantage.self, about: Device(), from: Places.bridge, origin)
            .changing(ResolveName.self, about: hub, from: Places.bridge) { $0.servers += denial.servers }
    }

    @Test(arguments: [(0.001, 3, Finding.Confidence.likely), (0.001, 0, .likely), (0.2, 3, .likely)])
    func `musl believes whoever answers first`(latency: Double, code: Int, claim: Finding.Confidence) throws {
        let survey = Self.twoResolvers(denyingAfter: latency, code: code)
        let finding = try #require(survey.findings(by: LibraryFindsNothing.self).first)
        #expect(finding.severity == .warning)
        #expect(finding.claim == claim)
        #expect(finding.vantages == [Places.bridge])
        #expect(finding.subject.resolver?.address == Places.address("198.51.100.54"))
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test(arguments: [(1.5, 3), (0.001, 2), (0.001, 5)])
    func `musl does not mind a second resolver that is slow, or fails`(latency: Double, code: Int) {
        #expect(
            Self.twoResolvers(denyingAfter: latency, code: code).findings(by: LibraryFindsNothing.self).isEmpty)
    }

    @Test func `behind the engine's own resolver nobody hears the second one`() throws {
        let engines = try #require(VantageOrigin.engineResolver)
        #expect(Self.twoResolvers([engines]).findings(by: LibraryFindsNothing.self).isEmpty)
    }

    @Test func `a wildcard of the search list is found where the library confirms it`() throws {
        let survey = Survey.healthy.adding(AskSearchList.self, about: Self.hub, Self.search(Self.elsewhere))
            .adding(AskLibrary.self, about: Self.hub, Self.library([Self.elsewhere], [Places.hubAddress]))
        let finding = try #require(survey.findings(by: SearchDomainCatchesName.self).first)
        #expect(finding.severity == .error)
        #expect(finding.claim == .certain)
        #expect(Diagnosis(of: survey).transports.allSatisfy { $0.usable == false })
    }

    @Test func `a library that goes its own way is not led astray by a search list`() {
        let survey = Self.askingForAll(Survey.healthy)
            .adding(AskSearchList.self, about: Self.hub, Self.search(Self.elsewhere))
            .adding(AskLibrary.self, about: Self.hub, Self.library([Places.hubAddress], nil))
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test(arguments: [nil, Places.hubAddress])
    func `a search list that leads nowhere, or to the same place, does no harm`(address: IPAddress?) {
        let survey = Survey.healthy.adding(AskSearchList.self, about: Self.hub, Self.search(address))
        #expect(survey.findings(by: SearchDomainCatchesName.self).isEmpty)
    }

    @Test(arguments: [(LibraryEvidence.Failure.noName, Finding.Confidence.certain), (.again, .likely)])
    func `a library that finds nothing keeps the host from its hub`(
        failure: LibraryEvidence.Failure, claim: Finding.Confidence
    ) throws {
        let survey = Survey.healthy.adding(AskLibrary.self, about: Self.hub, Self.library([], [], failure))
        let finding = try #require(survey.findings(by: LibraryFindsNothing.self).first)
        #expect(finding.claim == claim)
        #expect(finding.owner == .device)
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `a library that was too slow to say leaves open what programs find`() {
        var evidence = Self.library([], nil)
        evidence.asked.isSilent = true
        #expect(Diagnosis(of: Self.asking(evidence)).verdict == .inconclusive)
    }

    @Test func `a library that finds the hub elsewhere leads programs where nobody tried`() {
        #expect(Diagnosis(of: Self.asking(Self.library([Self.elsewhere], [Self.elsewhere]))).verdict == .inconclusive)
        #expect(Diagnosis(of: Self.asking(Self.library([Places.hubAddress], nil))).verdict == .ready)
    }

    @Test func `a library that fails once has not denied the name`() {
        #expect(Diagnosis(of: Self.asking(Self.library([], nil, .again))).verdict == .inconclusive)
    }

    private static func asking(_ evidence: LibraryEvidence) -> Survey {
        askingForAll(Survey.healthy).adding(AskLibrary.self, about: hub, evidence)
            .skipping(AskSearchList.self, about: hub, because: .notNeeded)
    }

    @Test func `modules whose library finds no address for certain are not ready`() {
        let diagnosis = Diagnosis(of: Self.asked(from: [.host, Places.bridge]) { $0.responseCode = 3 })
        #expect(diagnosis.findings.first?.confidence == .certain)
        #expect(diagnosis.verdict == .degraded)
        #expect(diagnosis.summary.english.contains("will not find its address"))
    }

    @Test func `what only the search list knows is no address of the name`() {
        #expect(Self.library([Self.elsewhere], []).addresses.isEmpty)
    }
}
