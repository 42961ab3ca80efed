import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// Two answers to one question, which somebody on the way sends, or a resolver whose question was doubled.
struct `two answers to one question` {
    private static let name = Name(Places.hub)
    private static let lie = Places.address("198.51.100.66")

    private static func answer(_ addresses: [IPAddress], code: Int = 0) -> DNSAnswer {
        var answer = Healthy.answer(Places.hub, from: Places.resolver, addresses)
        answer.responseCode = code
        return answer
    }

    /// The hub is dead at the first answer's address, and both answers were heard.
    private static func heard(_ first: DNSAnswer, _ later: DNSAnswer) -> Survey {
        let address = first.addresses.first
        let survey = Survey.healthy.resolving(
            address == nil
                ? .answering(Places.hub, code: first.responseCode ?? 0)
                : NameEvidence.leading(to: first.addresses))
        let dead =
            address.map { address in
                survey.connecting(Endpoint.hubEndpoints) { .silent($0, at: address) }
            } ?? survey
        return dead.adding(ListenForAnswers.self, about: name, AnswersInOrder(answers: [first, later]))
    }

    private static func nowhere(_ survey: Survey, answers: Bool) -> Survey {
        var answer = Healthy.answer(
            Places.hub, from: SocketAddress(Places.nowhere.address, port: 53), answers ? [lie] : [])
        if !answers {
            answer.result = .silent
            answer.responseCode = nil
        }
        return survey.adding(AskNowhere.self, about: name, ControlAnswers(answers: [answer]))
    }

    private static func injected(_ survey: Survey) -> Finding? {
        Diagnosis(of: survey).findings.first { $0.cause == .dnsInjected }
    }

    private static let both = heard(answer([lie]), answer([Places.hubAddress]))

    @Test func `of which one denies are certain where an address of nobody answers too`() throws {
        let survey = Self.nowhere(Self.heard(Self.answer([], code: 3), Self.answer([Places.hubAddress])), answers: true)
        let finding = try #require(Self.injected(survey))
        #expect(finding.confidence == .certain && finding.severity == .error)
        #expect(Diagnosis(of: survey).findings.map(\.cause) == [.dnsInjected])
    }

    @Test func `of which one denies are likely where a pool of resolvers may have given both`() throws {
        let survey = Self.nowhere(
            Self.heard(Self.answer([], code: 3), Self.answer([Places.hubAddress])), answers: false)
        let finding = try #require(Self.injected(survey))
        #expect(finding.confidence == .likely)
        #expect(finding.differential?.open.map(\.cause) == [.dnsSinkhole])
    }

    @Test func `that can both be right are never certain`() throws {
        let proven = Self.both.controlling(.control(address: Places.hubAddress))
            .adding(ProveControlAddress.self, about: Self.name, ControlHandshake.completed(.hubHTTPS))
        for survey in [Self.nowhere(Self.both, answers: true), Self.nowhere(proven, answers: true), proven] {
            let finding = try #require(Self.injected(survey))
            #expect(finding.confidence == .likely && finding.severity == .error)
            #expect(finding.differential?.open.map(\.cause).contains(.dnsSinkhole) == true)
            #expect(Diagnosis(of: survey).findings.map(\.cause) == [.dnsInjected])
        }
    }

    @Test func `that can both be right hide nothing where nobody knows which one is`() throws {
        let finding = try #require(Self.injected(Self.both))
        #expect(finding.confidence == .possible && finding.severity == .warning && finding.explains.isEmpty)
        let dropped = try #require(Diagnosis(of: Self.both).findings.first)
        #expect(dropped.cause == .tcpDroppedIP && dropped.confidence != .certain)
        #expect(dropped.differential?.open.map(\.cause).contains(.dnsInjected) == true)
    }

    @Test func `are a rotation where a resolver outside gives the first as well, and an address of nobody is silent`() {
        let survey = Self.nowhere(Self.both.controlling(.control(address: Self.lie)), answers: false)
        #expect(Diagnosis(of: survey).findings.map(\.cause) == [.tcpDroppedIP])
    }

    @Test func `are a rotation where the resolver says something else each time that it is asked`() {
        let other = Places.address("203.0.113.77")
        let survey = Self.nowhere(Self.both, answers: false).resolving(NameEvidence.leading(to: [other]))
        #expect(Self.injected(survey) == nil)
        // Whoever takes every question may change his lies as well.
        let taken = Self.nowhere(Self.both, answers: true).resolving(NameEvidence.leading(to: [other]))
        #expect(Self.injected(taken)?.confidence == .likely)
    }

    @Test func `that agree are one datagram twice`() {
        let survey = Self.heard(Self.answer([Self.lie]), Self.answer([Self.lie, Places.hubAddress]))
        #expect(Self.injected(Self.nowhere(survey, answers: true)) == nil)
    }
}

extension NameEvidence {
    fileprivate static func leading(to addresses: [IPAddress]) -> NameEvidence {
        var evidence = Healthy.resolution(of: Places.hub)
        evidence.servers[0].answers[0] = Healthy.answer(Places.hub, .a, addresses)
        evidence.addresses = addresses
        return evidence
    }
}
