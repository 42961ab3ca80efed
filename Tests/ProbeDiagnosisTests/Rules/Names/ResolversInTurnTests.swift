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

    @Test func `explain what the library was told`() {
        var answer = LibraryEvidence.Answer(name: DomainName(Places.hub.description), latency: Seconds(0.01))
        answer.failure = .noName
        var evidence = LibraryEvidence(asked: answer)
        evidence.rooted = answer
        let survey = Self.survey(code: 3).adding(AskLibrary.self, about: Name(Places.hub), evidence)
        #expect(survey.findings(by: LibraryFindsNothing.self).filter { $0.owner == .device }.isEmpty)
    }
}
