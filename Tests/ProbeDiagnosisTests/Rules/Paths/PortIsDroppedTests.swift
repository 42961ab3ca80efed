import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a dropped port` {
    static let survey = Survey.healthy.connecting(.hubAMQP) { .silent($0) }
    static let remote = SocketAddress(Places.hubAddress, port: 5671)
    static let control = SocketAddress(Places.hubAddress, port: 443)

    @Test func `is found where another port of the address answers`() throws {
        #expect(Self.survey.pathCauses == [.tcpDroppedPort])
        let finding = try Self.survey.pathFinding(.tcpDroppedPort)
        // Whether a rule of this device drops the answers was not looked at.
        #expect(finding.claim == .certain && finding.confidence == .likely)
        #expect(finding.owner == .siteNetwork)
        #expect(
            finding.subject
                == Finding.Subject(Places.hub, address: Places.hubAddress, port: 5671, transport: .amqp))
        #expect(finding.summary.english.contains("AMQP to myhub.azure-devices.net (203.0.113.20:5671)"))
        #expect(finding.evidence.count == 2)
    }

    @Test func `sits between the last hop that answers and the next one that answers the control`() throws {
        let survey = Self.survey.adding(
            WalkHops.self, about: .hubAMQP,
            HopComparison(
                walk: .along(["10.3.0.1", "10.1.0.1"], to: Self.remote),
                control: .along(["10.3.0.1", "10.1.0.1", "172.31.4.9"], to: Self.control, then: .accepted)))
        let location = try survey.pathFinding(.tcpDroppedPort).location
        #expect(location.address == Places.address("10.1.0.1"))
        #expect(location.hop == 2)
        #expect(location.text?.english == "between hop 2 (10.1.0.1) and hop 3 (172.31.4.9)")
        #expect(location.contrast?.english == "on port 443 the same walk gets through: hop 3 (172.31.4.9) answers")
    }

    @Test func `is certain no more, and nowhere, where a walk's SYN is accepted at the very port`() throws {
        let survey = Self.survey.adding(
            WalkHops.self, about: .hubAMQP,
            HopComparison(
                walk: .along(["10.3.0.1", "10.1.0.1"], to: Self.remote, then: .accepted),
                control: .along(["10.3.0.1", "10.1.0.1"], to: Self.control, then: .accepted)))
        let finding = try survey.pathFinding(.tcpDroppedPort)
        #expect(finding.confidence == .likely && finding.location.kind == .unknown)
        #expect(finding.summary.english.contains("for some connections"))
        #expect(
            finding.evidence.contains {
                $0.shows.english.contains("with hop limit 3, from another source port, is accepted")
            })
        #expect(!finding.evidence.contains { $0.shows.english.contains("none with a higher limit") })
    }

    @Test func `is not placed at hops that answer nobody`() throws {
        let survey = Self.survey.adding(
            WalkHops.self, about: .hubAMQP,
            HopComparison(
                walk: .along(["10.3.0.1"], to: Self.remote),
                control: .along(["10.3.0.1", nil, nil, "172.31.4.9"], to: Self.control, then: .accepted)))
        #expect(
            try survey.pathFinding(.tcpDroppedPort).location.text?.english
                == "between hop 1 (10.3.0.1) and hop 4 (172.31.4.9)")
    }

    @Test func `is placed at or after the last hop where there is no control`() throws {
        let survey = Self.survey.adding(
            WalkHops.self, about: .hubAMQP,
            HopComparison(walk: .along(["10.3.0.1", "10.1.0.1"], to: Self.remote), control: nil))
        #expect(try survey.pathFinding(.tcpDroppedPort).location.text?.english == "at or after hop 2 (10.1.0.1)")
    }

    @Test func `keeps the service's port where the connection was sent elsewhere`() throws {
        let survey = Survey.healthy.connecting(.hubAMQP) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            evidence.attempts = evidence.attempts.map { attempt in
                var other = ConnectAttempt(
                    remote: SocketAddress(Places.hubAddress, port: 15_671), result: .silent, latency: attempt.latency)
                other.tcp = attempt.tcp
                return other
            }
            evidence.wasRedirected = true
            return evidence
        }
        #expect(try survey.pathFinding(.tcpDroppedPort).subject.port == 5671)
        #expect(try survey.pathFinding(.tcpDroppedPort).summary.english.contains("203.0.113.20:15671"))
    }

    @Test func `is likely only after a single attempt without a retransmission`() throws {
        let survey = Survey.healthy.connecting(.hubAMQP) { .silent($0, attempts: 1) }
        #expect(try survey.pathFinding(.tcpDroppedPort).claim == .likely)
    }

    @Test func `is a remark where nobody needs the port`() throws {
        let survey = Survey.healthy.connecting(.hubMQTT) { .silent($0) }
        #expect(try survey.pathFinding(.tcpDroppedPort).severity == .info)
    }

    @Test func `is an error where nothing else carries the need`() throws {
        let survey = Survey.healthy.connecting(.hubHTTPS, .hubAMQPOverWebSocket, .hubMQTTOverWebSocket) { .silent($0) }
        #expect(survey.pathCauses == [.tcpDroppedPort])
        #expect(try survey.pathFinding(.tcpDroppedPort).severity == .error)
        #expect(try survey.pathFinding(.tcpDroppedPort).subject.transport == nil)
    }

    @Test(arguments: [
        Survey.healthy,
        // One attempt of several opened.
        Survey.healthy.connecting(.hubAMQPOverWebSocket) { .silent($0) },
        // The whole address is silent.
        Survey.healthy.connecting(Endpoint.hubEndpoints) { .silent($0) },
        // This device dropped it.
        Survey.healthy.connecting(.hubAMQP) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            evidence.attempts[0].datagramTwin = "EPERM"
            return evidence
        },
        Survey.healthy.connecting(.hubAMQP) { .refused($0) },
        Survey.healthy.connecting(.hubAMQP) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            for index in evidence.attempts.indices { evidence.attempts[index].result = .superseded }
            return evidence
        },
    ])
    func `is not found`(in survey: Survey) {
        #expect(survey.findings(by: PortIsDropped.self).isEmpty)
    }
}
