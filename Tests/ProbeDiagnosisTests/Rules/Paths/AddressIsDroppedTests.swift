import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a dropped address` {
    static let survey = Survey.healthy.connecting(Endpoint.hubEndpoints) { .silent($0) }

    @Test func `is one finding, whatever the number of its ports`() throws {
        #expect(Self.survey.pathCauses == [.tcpDroppedIP])
        let finding = try Self.survey.pathFinding(.tcpDroppedIP)
        #expect(finding.severity == .error)
        #expect(finding.claim == .certain)
        #expect(finding.subject == Finding.Subject(Places.hub, address: Places.hubAddress))
        #expect(finding.summary.english.contains("ports 443, 5671 and 8883"))
    }

    @Test func `is likely only where one port was tried, or no other address`() throws {
        let registry = Survey.healthy.connecting(.registryHTTPS) { .silent($0) }
        #expect(try registry.pathFinding(.tcpDroppedIP).claim == .likely)
        let alone = Self.survey.without(.dps).without(.registry)
        #expect(alone.pathCauses == [.tcpDroppedIP])
        #expect(try alone.pathFinding(.tcpDroppedIP).claim == .likely)
    }

    @Test func `is a warning where the host is reached by another of its addresses`() throws {
        let other = Places.address("203.0.113.21")
        let survey = Survey.healthy.forEach([Endpoint.hubHTTPS, .hubAMQP, .hubMQTT]) {
            $0.adding(ConnectOtherAddresses.self, about: $1, .silent($1, at: other))
        }
        #expect(survey.pathCauses == [.tcpDroppedIP])
        let finding = try survey.pathFinding(.tcpDroppedIP)
        #expect(finding.severity == .warning)
        #expect(finding.subject.address == other)
    }

    @Test func `is a warning for DPS without an id scope`() throws {
        let survey = Survey.healthy.connecting(.dpsHTTPS, .dpsMQTT) { .silent($0) }
        #expect(try survey.pathFinding(.tcpDroppedIP).severity == .warning)
    }

    @Test(arguments: [
        Survey.healthy,
        Survey.healthy.connecting(.hubHTTPS, .hubAMQP) { .silent($0) },
        Survey.healthy.connecting(Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]) { .silent($0) },
        Survey.healthy.connecting(Endpoint.hubEndpoints) {
            .failed($0, "EHOSTUNREACH", icmp: .v4(3, 13, from: "10.1.0.1"))
        },
    ])
    func `is not found`(in survey: Survey) {
        #expect(survey.findings(by: AddressIsDropped.self).isEmpty)
    }
}
