import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a lossy path` {
    private static func losing(_ lost: Int, of sent: Int) -> Survey {
        Survey.healthy.changing(ConnectMQTT.self, about: .hubMQTT) {
            $0.exchange.tcp?.segmentsOut = sent
            $0.exchange.tcp?.retransmissions = lost
        }
    }

    private static func lossyConnect(_ endpoint: Endpoint) -> ConnectAttempt {
        var attempt = Healthy.attempt(endpoint)
        attempt.tcp?.retransmissions = 1
        return attempt
    }

    private static func losingSYNs(repeats: Int) -> Survey {
        let repeated = ControlHandshake(connect: lossyConnect(.hubAMQP), handshake: Healthy.handshake(.hubAMQP))
        var survey = Survey.healthy.changing(ConnectEndpoint.self, about: .hubAMQP) {
            $0.attempts = [lossyConnect(.hubAMQP)]
        }
        if repeats > 0 { survey = survey.adding(RepeatHandshake.self, about: .hubAMQP, repeated) }
        if repeats > 1 { survey = survey.adding(HandshakeWithOtherName.self, about: .hubAMQP, repeated) }
        return survey
    }

    @Test func `loses more than a tenth of at least fifty segments`() throws {
        let survey = Self.losing(12, of: 60)
        #expect(survey.pathCauses == [.tcpLossy])
        #expect(try survey.pathFinding(.tcpLossy).severity == .warning)
    }

    @Test func `is counted without a trap, whatever a recording holds`() {
        #expect(Self.losing(.max, of: .max).pathCauses == [.tcpLossy])
        #expect(Self.losing(.min, of: .min).pathCauses.isEmpty)
    }

    @Test func `loses SYNs on the ladder and on two repeats`() {
        #expect(Self.losingSYNs(repeats: 2).pathCauses == [.tcpLossy])
    }

    private static func losingFirstSYNs(of endpoints: [Endpoint]) -> Survey {
        Survey.healthy.forEach(endpoints) { survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint) { $0.attempts = [lossyConnect(endpoint)] }
        }
    }

    @Test func `loses the first SYNs of many connections`() throws {
        let endpoints = Survey.healthy.endpoints(from: .host)
        let survey = Self.losingFirstSYNs(
            of: endpoints.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element))
        #expect(survey.pathCauses == [.tcpLossy])
        #expect(try survey.pathFinding(.tcpLossy).evidence.count == (endpoints.count + 1) / 2)
    }

    @Test(arguments: [
        losingFirstSYNs(of: [.hubAMQP, .hubMQTT]), Survey.healthy, losing(2, of: 60), losing(3, of: 8),
        losingSYNs(repeats: 0), losingSYNs(repeats: 1),
        // A stalled ladder retransmits for another reason.
        Survey.healthy.shaking(.hubAMQP, with: { .silent($0, acknowledged: 1) }),
    ])
    func `is not found`(in survey: Survey) {
        #expect(survey.findings(by: PathIsLossy.self).isEmpty)
    }
}
