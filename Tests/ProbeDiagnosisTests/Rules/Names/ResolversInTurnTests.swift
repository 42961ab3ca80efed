import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `resolvers that clients take in turn` {
    private static let elsewhere = Places.address("198.51.100.66")

    /// A second resolver beside the one that has the hub's address.
    private static func survey(_ addresses: [IPAddress] = [], code: Int = 0, rotates: Bool = true) -> Survey {
        Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) {
            $0.rotates = rotates ? true : nil
            var answer = Healthy.answer(Places.hub, from: Places.secondResolver, addresses)
            answer.responseCode = code
            answer.isRecursionAvailable = true
            $0.servers.append(.init(server: Places.secondResolver, answers: [answer]))
        }
    }

    private static func shaking(_ survey: Survey, _ handshake: Handshake?) -> Survey {
        survey.adding(
            ProveOtherAnswer.self, about: Name(Places.hub),
            ControlHandshake(connect: Healthy.attempt(.hubHTTPS, to: elsewhere), handshake: handshake))
    }

    @Test(arguments: [([], 3), ([], 0), (["0.0.0.0"], 0)] as [([String], Int)])
    func `fail by turns where one denies the name`(addresses: [String], code: Int) throws {
        let diagnosis = Diagnosis(of: Self.survey(addresses.map(Places.address), code: code))
        #expect(diagnosis.verdict == .degraded)
        #expect(diagnosis.findings.map(\.cause) == [.dnsResolversDiffer])
        let finding = try #require(diagnosis.findings.first)
        #expect(finding.subject == Finding.Subject(Places.hub, resolver: Places.secondResolver))
        #expect((finding.severity, finding.confidence) == (.warning, .certain))
    }

    @Test(arguments: [2, 4, 5]) func `go on after a failure or a refusal`(code: Int) {
        #expect(Self.survey(code: code).findings(by: ResolversDiffer.self).isEmpty)
    }

    @Test func `are asked in their order without the option`() {
        #expect(Self.survey(code: 3, rotates: false).findings(by: ResolversDiffer.self).isEmpty)
    }

    @Test func `fail by turns where one leads to somebody else`() throws {
        var stranger = Healthy.handshake(.hubHTTPS)
        stranger.matchesName = false
        let survey = Self.shaking(Self.survey([Self.elsewhere]), stranger)
        let finding = try #require(survey.findings(by: ResolversDiffer.self).first)
        #expect(finding.claim == .certain)
        let dead = try #require(
            Self.shaking(Self.survey([Self.elsewhere]), nil).findings(by: ResolversDiffer.self).first)
        #expect(dead.claim == .likely)
    }

    @Test func `may both be right, or not be known to be wrong`() {
        let survey = Self.survey([Self.elsewhere])
        #expect(survey.findings(by: ResolversDiffer.self).isEmpty)
        #expect(Self.shaking(survey, Healthy.handshake(.hubHTTPS)).findings(by: ResolversDiffer.self).isEmpty)
    }

    private static let places = [Places.bridge, Places.edgeNetwork]

    /// Both have the host's list, and begin with the resolver that denies the name.
    private static func withContainers(rotates: Bool = true) -> Survey {
        Survey.healthy(from: [.host] + places).changing(ResolveName.self, about: Name(Places.hub)) {
            $0.rotates = rotates ? true : nil
            var denial = Healthy.answer(Places.hub, from: Places.secondResolver, [])
            (denial.responseCode, denial.isRecursionAvailable) = (3, true)
            $0.servers.append(.init(server: Places.secondResolver, answers: [denial]))
        }.forEach(places) { survey, vantage in
            survey.changing(ResolveName.self, about: Name(Places.hub), from: vantage) {
                $0 = .answering(Places.hub, code: 3, servers: [Places.secondResolver])
            }
        }
    }

    @Test func `are one finding with the containers, which ask the first alone`() throws {
        let diagnosis = Diagnosis(of: Self.withContainers())
        #expect(diagnosis.findings.map(\.cause) == [.dnsFiltered])
        let finding = try #require(diagnosis.findings.first)
        #expect(finding.vantages == [.host] + Self.places && finding.severity == .error)
        #expect(finding.explains == [.dnsResolversDiffer])
        #expect(finding.confidence == .certain)
        #expect(finding.summary.english.contains("which \(Places.resolver) resolves"))
        #expect(diagnosis.verdict == .blocked)
    }

    @Test func `leave the host out where it takes them in their order`() throws {
        let finding = try #require(Diagnosis(of: Self.withContainers(rotates: false)).findings.first)
        #expect(finding.cause == .dnsFiltered && finding.vantages == Self.places)
    }

    @Test func `prove nothing where nobody proved itself at the other's address`() {
        let survey = Self.withContainers().forEach(Endpoint.hubEndpoints) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) { $0 = .ended(endpoint, .reset) }
        }
        #expect(!Diagnosis(of: survey).findings.contains { $0.cause == .dnsFiltered })
    }

    @Test func `explain what the library was told`() {
        var answer = LibraryEvidence.Answer(name: DomainName(Places.hub.description), latency: Seconds(0.01))
        answer.failure = .noName
        var evidence = LibraryEvidence(asked: answer)
        evidence.rooted = answer
        let survey = Self.survey(code: 3).adding(AskLibrary.self, about: Name(Places.hub), evidence)
        #expect(survey.findings(by: LibraryFindsNothing.self).filter { $0.owner == .device }.isEmpty)
    }
}
