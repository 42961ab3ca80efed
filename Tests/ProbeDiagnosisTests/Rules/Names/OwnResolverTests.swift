import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import Testing

struct `a resolver of the device's own` {
    private static let stub = SocketAddress(Places.address("127.0.0.1"), port: 53)

    private static func denying(
        _ code: Int = 3, at server: SocketAddress = stub, upstream: DNSAnswer? = nil,
        _ change: (inout DNSAnswer) -> Void = { _ in }
    ) -> Survey {
        let survey = Survey.healthy.resolving(
            .failing(Places.hub, servers: [server]) {
                $0.responseCode = code
                change(&$0)
            })
        guard let upstream else { return survey }
        return survey.adding(AskUpstreams.self, about: Name(Places.hub), UpstreamAnswers(answers: [upstream]))
    }

    private static let knows = Healthy.answer(Places.hub, from: Places.resolver, [Places.hubAddress])

    private static func says(_ code: Int) -> DNSAnswer {
        var answer = Healthy.answer(Places.hub, from: Places.resolver, [])
        answer.responseCode = code
        return answer
    }

    @Test(arguments: [(3, Cause.dnsFiltered), (0, .dnsFiltered), (5, .dnsFiltered), (2, .dnsServfail)])
    func `is to blame where whom it asks knows the name`(code: Int, cause: Cause) throws {
        let survey = Self.denying(code, upstream: Self.knows)
        #expect(survey.pathCauses == [cause])
        let finding = try survey.pathFinding(cause)
        #expect((finding.owner, finding.confidence, finding.location.kind) == (.device, .certain, .thisDevice))
        let remedies = Guidance.remedies(for: finding, in: survey.assignment)
        #expect(remedies.map(\.id) == [.repairOwnResolver, .otherResolver])
        #expect(remedies.allSatisfy { $0.owner == .device })
    }

    @Test(arguments: [(3, Cause.dnsNxdomain), (0, .dnsNodata), (5, .dnsRefused), (2, .dnsServfail)])
    func `hands on what the site's says`(code: Int, cause: Cause) throws {
        let survey = Self.denying(code, upstream: Self.says(code))
        #expect(survey.pathCauses == [cause])
        let finding = try survey.pathFinding(cause)
        #expect(finding.owner == .siteNetwork)
        #expect(finding.location.address == Places.resolver.address)
    }

    @Test func `that sends what it could not validate along with its failure hands on nothing`() throws {
        let survey = Self.denying(2, upstream: Self.knows) { $0.records = Self.knows.records }
        let finding = try survey.pathFinding(.dnsServfail)
        #expect((finding.owner, finding.confidence, finding.location.kind) == (.device, .certain, .thisDevice))
    }

    @Test func `hands on what the site's filters`() throws {
        let survey = Self.denying(3, upstream: Self.says(3)).controlling(.control(address: Places.hubAddress))
        let finding = try survey.pathFinding(.dnsFiltered)
        #expect((finding.owner, finding.confidence) == (.siteNetwork, .likely))
        #expect(finding.summary.english.contains("\(Places.resolver)"))
        let proven = survey.adding(
            ProveControlAddress.self, about: Name(Places.hub), .completed(.hubHTTPS))
        #expect(try proven.pathFinding(.dnsFiltered).confidence == .certain)
    }

    @Test func `is the device's, and no more than likely to blame, where nobody knows whom it asks`() throws {
        for survey in [Self.denying(3), Self.denying(3, upstream: Self.says(2))] {
            let finding = try survey.controlling(.control(address: Places.hubAddress)).pathFinding(.dnsFiltered)
            #expect((finding.owner, finding.confidence) == (.device, .likely))
        }
    }

    @Test func `fails where whom it asks is silent`() throws {
        var silent = Self.says(0)
        silent.isSilent()
        let finding = try Self.denying(2, upstream: silent).pathFinding(.dnsServfail)
        #expect(finding.owner == .siteNetwork)
        let mute = Survey.healthy.resolving(.silent(Places.hub, servers: [Self.stub]))
        #expect(try mute.pathFinding(.dnsTimeout).owner == .device)
        let both = mute.adding(AskUpstreams.self, about: Name(Places.hub), UpstreamAnswers(answers: [silent]))
        #expect(try both.pathFinding(.dnsTimeout).owner == .siteNetwork)
        let alone = mute.adding(AskUpstreams.self, about: Name(Places.hub), UpstreamAnswers(answers: [Self.knows]))
        let finding2 = try alone.pathFinding(.dnsTimeout)
        #expect((finding2.owner, finding2.claim) == (.device, .certain))
    }

    @Test func `leads astray by itself`() throws {
        let nobody = Places.address("0.0.0.0")
        var evidence = Healthy.resolution(of: Places.hub, to: [nobody])
        evidence.servers = [
            .init(server: Self.stub, answers: [Healthy.answer(Places.hub, from: Self.stub, [nobody])])
        ]
        let survey = Survey.healthy.resolving(evidence)
            .adding(AskUpstreams.self, about: Name(Places.hub), UpstreamAnswers(answers: [Self.knows]))
            .connecting(Endpoint.hubEndpoints) { .silent($0, at: nobody) }
        let finding = try survey.pathFinding(.dnsSinkhole)
        #expect((finding.owner, finding.confidence) == (.device, .certain))
    }

    @Test func `is the site's where it has an address of the site's`() throws {
        let survey = Self.denying(3, at: Places.resolver, upstream: Self.knows)
        #expect(try survey.pathFinding(.dnsNxdomain).owner == .siteNetwork)
    }
}
