import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a connection that is reset on data` {
    private static func reset(_ endpoint: Endpoint) -> Handshake { .ended(endpoint, .reset) }

    @Test func `is found whatever the name, and never certain`() throws {
        let survey = Survey.healthy.shaking(
            .hubAMQP, with: Self.reset, again: Self.reset, otherName: Self.reset, noName: Self.reset)
        #expect(survey.pathCauses == [.tcpResetMidstream])
        let finding = try survey.pathFinding(.tcpResetMidstream)
        #expect(finding.claim == .likely)
        #expect(finding.severity == .warning)
        #expect(finding.evidence.count == 4)
    }

    @Test func `is possible only where no control could run`() throws {
        let survey = Survey.healthy.shaking(.hubAMQP, with: Self.reset)
        #expect(try survey.pathFinding(.tcpResetMidstream).claim == .possible)
    }

    @Test func `is one finding for the endpoints that share 443`() throws {
        let survey = Survey.healthy.shaking(
            .hubHTTPS, .hubAMQPOverWebSocket, .hubMQTTOverWebSocket, with: Self.reset, otherName: Self.reset)
        #expect(survey.pathCauses == [.tcpResetMidstream])
        #expect(try survey.pathFinding(.tcpResetMidstream).severity == .error)
    }

    @Test func `is one finding where every connection meets it, wherever it leads`() throws {
        let survey = Survey.healthy.shaking(
            .hubHTTPS, .hubAMQP, .hubMQTT, .hubAMQPOverWebSocket, .hubMQTTOverWebSocket, .dpsHTTPS, .dpsMQTT,
            .registryHTTPS,
            with: Self.reset, otherName: Self.reset)
        let findings = survey.findings(by: ConnectionIsResetMidstream.self)
        #expect(findings.map(\.subject) == [Finding.Subject()])
        #expect(findings.first?.severity == .error)
    }

    @Test(arguments: [
        Survey.healthy,
        // A matter of the name.
        Survey.healthy.shaking(.hubAMQP, with: reset, otherName: Healthy.handshake),
        Survey.healthy.shaking(.hubAMQP, with: reset, otherName: reset, noName: Healthy.handshake),
        Survey.healthy.shaking(.hubAMQP, with: reset, otherName: { .ended($0, .alert) }),
        // It comes and goes.
        Survey.healthy.shaking(.hubAMQP, with: reset, again: Healthy.handshake),
        Survey.healthy.shaking(.hubAMQP, with: { .ended($0, .closed) }),
        Survey.healthy.shaking(.hubAMQP, with: { .silent($0, acknowledged: 1) }),
    ])
    func `is not found`(in survey: Survey) {
        #expect(survey.findings(by: ConnectionIsResetMidstream.self).isEmpty)
    }
}
