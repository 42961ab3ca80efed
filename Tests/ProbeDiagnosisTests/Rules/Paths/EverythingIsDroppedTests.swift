import ProbeCore
@testable import ProbeDiagnosis
import ProbeFindings
import Testing

struct `a site that drops everything` {
    static let everything = Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]
    static let survey = Survey.healthy.connecting(everything) { .silent($0) }

    @Test func `is one finding for all addresses and hosts`() throws {
        #expect(Self.survey.pathCauses == [.tcpDroppedAll])
        let finding = try Self.survey.pathFinding(.tcpDroppedAll)
        #expect(finding.severity == .error)
        // Nobody was seen to answer past the gateway.
        #expect(finding.claim == .likely)
        #expect(finding.subject == Finding.Subject())
    }

    @Test func `is likely only while a resolver outside answers`() throws {
        let survey = Self.survey.controlling(.control(address: Places.hubAddress))
        #expect(try survey.pathFinding(.tcpDroppedAll).claim == .likely)
    }

    @Test func `is a remark once the proxy carries everything`() throws {
        let survey = Survey.healthyWithProxy.connecting(Self.everything) { .silent($0) }
        #expect(try survey.pathFinding(.tcpDroppedAll).severity == .info)
    }

    @Test(arguments: [
        Survey.healthy,
        Survey.healthy.connecting(Endpoint.hubEndpoints + [.registryHTTPS]) { .silent($0) },
        Survey.healthy.connecting(Endpoint.hubEndpoints) { .silent($0) }.without(.dps).without(.registry),
        Survey.healthy.connecting(everything) { .failed($0, "ENETUNREACH", isSynchronous: true) },
    ])
    func `is not found`(in survey: Survey) {
        #expect(survey.findings(by: EverythingIsDropped.self).isEmpty)
    }
}
