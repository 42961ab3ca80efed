import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a box that accepts every connection` {
    private static func accepted(_ survey: Survey, from vantage: Vantage = .host) -> Survey {
        survey.adding(
            ConnectNowhere.self, about: Device(), from: vantage,
            NowhereEvidence(
                attempt: ConnectAttempt(remote: Places.nowhere, result: .connected, latency: Seconds(0.002))))
    }

    @Test func `is a remark of containers where the host's connections get through it`() throws {
        let survey = Survey.healthy(from: [.host, Places.bridge]).forEach(Endpoint.hubEndpoints) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint, from: Places.bridge) { $0 = .ended(endpoint, .closed) }
        }
        #expect(try Self.accepted(survey, from: Places.bridge).pathFinding(.tcpHalfOpenProxy).severity == .info)
    }

    @Test func `is a remark once any ladder is proven`() throws {
        let survey = Self.accepted(.healthy)
        #expect(survey.pathCauses == [.tcpHalfOpenProxy])
        #expect(try survey.pathFinding(.tcpHalfOpenProxy).severity == .info)
    }

    @Test func `is an error where it passes nothing on, and accounts for what TLS looks like then`() throws {
        let everything = EverythingIsDroppedTests.everything
        let survey = Self.accepted(
            Survey.healthy.forEach(everything) { survey, endpoint in
                survey.shaking(endpoint, with: { .ended($0, .reset) }, otherName: { .ended($0, .reset) })
            })
        #expect(survey.pathCauses == [.tcpHalfOpenProxy])
        let finding = try survey.pathFinding(.tcpHalfOpenProxy)
        #expect(finding.severity == .error)
        #expect(finding.explains == [.tcpResetMidstream])
    }

    @Test func `does not hide another fault while ladders are proven`() {
        let survey = Self.accepted(Survey.healthy.connecting(.hubAMQP) { .silent($0) })
        #expect(survey.pathCauses == [.tcpDroppedPort, .tcpHalfOpenProxy])
    }

    @Test func `is a remark where another name is answered, and not beside a filter of names`() throws {
        let survey = Self.accepted(
            Survey.healthy.forEach(Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]) { survey, endpoint in
                survey.shaking(endpoint, with: { .ended($0, .closed) }, otherName: Healthy.handshake)
            })
        #expect(try survey.pathFinding(.tcpHalfOpenProxy).severity == .info)
        #expect(Diagnosis(of: survey).findings.contains { $0.cause == .tlsSNIFiltered })
    }

    @Test func `is not found where nobody answers for nowhere`() {
        let survey = Survey.healthy.adding(
            ConnectNowhere.self, about: Device(),
            NowhereEvidence(attempt: ConnectAttempt(remote: Places.nowhere, result: .silent, latency: Seconds(1.5))))
        #expect(survey.pathCauses.isEmpty)
    }

    private enum EverythingIsDroppedTests {
        static let everything = Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]
    }
}
