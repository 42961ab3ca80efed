import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// The host's library finds a name that the resolvers were asked for in vain.
struct `a name that only the library finds` {
    private static func found(after seconds: Double, _ resolvers: NameEvidence = .silent(Places.hub)) -> Survey {
        var answer = LibraryEvidence.Answer(name: DomainName(Places.hub.description), latency: Seconds(seconds))
        answer.addresses = [Places.hubAddress]
        return Survey.healthy(from: [.host, Places.bridge])
            .changing(ResolveName.self, about: Name(Places.hub)) { evidence in
                evidence = resolvers
                evidence.clientPatience = Seconds(5)
            }
            .changing(ResolveName.self, about: Name(Places.hub), from: Places.bridge) { $0 = resolvers }
            .adding(AskLibrary.self, about: Name(Places.hub), LibraryEvidence(asked: answer))
    }

    @Test func `comes from elsewhere where a resolver denies it`() {
        let survey = Self.found(after: 0.01, .answering(Places.hub, code: 3))
        #expect(survey.causes(by: ContainerSeesAnotherView.self) == [.dnsContainerSplitView])
    }

    @Test func `comes from elsewhere where it came while the resolvers were silent`() {
        #expect(Self.found(after: 0.01).causes(by: ContainerSeesAnotherView.self) == [.dnsContainerSplitView])
    }

    @Test func `may come from them where it came to a second question`() {
        #expect(Self.found(after: 5.02).causes(by: ContainerSeesAnotherView.self).isEmpty)
    }

    @Test func `may come from them where the way to them was found only then`() {
        let unreachable = NameEvidence.failing(Places.hub) { answer in
            answer.result = .unreachable
            answer.responseCode = nil
            answer.error = "EHOSTUNREACH"
            answer.icmp = .v4(3, 1, from: "10.3.0.17", isLocal: true)
            answer.latency = Seconds(3.1)
        }
        #expect(Self.found(after: 1.2, unreachable).causes(by: ContainerSeesAnotherView.self).isEmpty)
    }
}
