import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `questions with EDNS that come to nothing` {
    private static let hosts = [Places.hub, Places.dps, Places.registry]

    /// Every answer of the first resolver came to a plain query alone.
    private static func losing(
        code: Int? = nil, isAsked: Bool = true, of hosts: [HostName] = hosts, from vantages: [Vantage] = [.host],
        second: Bool = false
    ) -> Survey {
        Survey.healthy(from: vantages).forEach(vantages) { survey, vantage in
            survey.forEach(vantage == .host ? hosts : [Places.hub]) { survey, host in
                survey.changing(ResolveName.self, about: Name(host), from: vantage) {
                    $0.usesExtensions = isAsked ? true : nil
                    let good = $0.servers[0]
                    for index in $0.servers[0].answers.indices {
                        $0.servers[0].answers[index].wasAnsweredOnlyWithoutExtensions = true
                        $0.servers[0].answers[index].codeWithExtensions = code
                    }
                    if second { $0.servers.append(.init(server: Places.secondResolver, answers: good.answers)) }
                }
            }
        }
    }

    @Test(arguments: [nil, 2, 4, 5, 16]) func `block a device that asks no others`(code: Int?) throws {
        let diagnosis = Diagnosis(of: Self.losing(code: code))
        #expect(diagnosis.verdict == .blocked)
        #expect(diagnosis.findings.map(\.cause) == [.dnsEDNSIntolerant])
        let finding = try #require(diagnosis.findings.first)
        #expect((finding.severity, finding.confidence) == (.error, .certain))
        #expect(finding.subject == Finding.Subject(resolver: Places.resolver))
    }

    @Test func `are one name's where the others pass`() throws {
        let finding = try #require(Self.losing(of: [Places.hub]).findings(by: ExtensionsAreLost.self).first)
        #expect(finding.subject == Finding.Subject(Places.hub, resolver: Places.resolver))
    }

    @Test func `are nobody's concern where nobody asks so, or the library asks again without`() {
        #expect(Diagnosis(of: Self.losing(isAsked: false)).verdict == .ready)
        #expect(Self.losing(isAsked: false).findings(by: ExtensionsAreLost.self).isEmpty)
        #expect(Diagnosis(of: Self.losing(code: 1)).verdict == .ready)
    }

    @Test func `are a lost datagram where one of two was answered`() {
        let survey = Self.losing().forEach(Self.hosts) { survey, host in
            survey.changing(ResolveName.self, about: Name(host)) {
                $0.servers[0].answers[1].wasAnsweredOnlyWithoutExtensions = nil
            }
        }
        #expect(survey.findings(by: ExtensionsAreLost.self).isEmpty)
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `slow a device whose second resolver answers them`() throws {
        let diagnosis = Diagnosis(of: Self.losing(second: true))
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.map(\.severity) == [.warning])
    }

    @Test func `are no matter where the library has the address all the same`() {
        var answer = LibraryEvidence.Answer(name: DomainName(Places.hub.description), latency: Seconds(0.01))
        answer.addresses = [Places.hubAddress]
        let survey = Self.losing(of: [Places.hub])
            .adding(AskLibrary.self, about: Name(Places.hub), LibraryEvidence(asked: answer))
        #expect(survey.findings(by: ExtensionsAreLost.self).isEmpty)
    }

    @Test func `explain what the library says`() throws {
        var answer = LibraryEvidence.Answer(name: DomainName(Places.hub.description), latency: Seconds(1))
        answer.failure = .again
        var evidence = LibraryEvidence(asked: answer)
        evidence.rooted = answer
        let survey = Self.losing().adding(AskLibrary.self, about: Name(Places.hub), evidence)
        #expect(Diagnosis(of: survey).findings.filter { $0.severity == .error }.map(\.cause) == [.dnsEDNSIntolerant])
    }

    @Test func `are the modules' where containers alone ask so, and do not block those on Alpine`() throws {
        let survey = Self.losing(from: [Places.bridge])
            .adding(ResolveName.self, about: Name(Places.hub), Healthy.resolution(of: Places.hub))
        let finding = try #require(survey.findings(by: ExtensionsAreLost.self).first)
        #expect((finding.severity, finding.vantages) == (.warning, [Places.bridge]))
        #expect(survey.ladder(.hubHTTPS, from: Places.bridge).isProven)
    }
}
