import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// Whoever counts new connections drops some of a run's, and no filter is for certain behind those.
struct `silences that have nothing in common` {
    private static let web: [Endpoint] = [.hubHTTPS, .hubAMQPOverWebSocket, .hubMQTTOverWebSocket]

    @Test func `are likely a filter's at most`() {
        let survey = Survey.healthy.connecting(Self.web + [.dpsMQTT]) { .silent($0) }
        let claims = survey.findings(by: PortIsDropped.self).map(\.claim)
        #expect(claims.count == 2 && claims.allSatisfy { $0 == .likely })
    }

    @Test func `leave a data endpoint that is silent as well likely blocked`() {
        var data = ShortLadderEvidence(host: Places.dataEndpoint)
        data.connect = .silent(.registryHTTPS, at: Places.address("203.0.113.77"))
        let alone = Survey.healthy.adding(ReachDataEndpoint.self, about: .registryHTTPS, data)
        #expect(alone.findings(by: RegistryDataIsBlocked.self).map(\.claim) == [.certain])
        let several = alone.connecting(.hubMQTT) { .silent($0) }
        #expect(several.findings(by: RegistryDataIsBlocked.self).map(\.claim) == [.likely])
    }

    @Test
    func `leave a data endpoint likely blocked that is refused as others are, or where the registry itself answered`() {
        func claims(_ survey: Survey, at address: String) -> [Finding.Confidence] {
            var data = ShortLadderEvidence(host: Places.dataEndpoint)
            var evidence = ConnectEvidence.refused(.registryHTTPS)
            if address != "" {
                evidence = .failed(.registryHTTPS, "ECONNREFUSED", at: Places.address(address))
            }
            data.connect = evidence
            return survey.adding(ReachDataEndpoint.self, about: .registryHTTPS, data)
                .findings(by: RegistryDataIsBlocked.self).map(\.claim)
        }
        #expect(claims(.healthy, at: "203.0.113.77") == [.certain])
        #expect(claims(.healthy, at: "") == [.likely])
        #expect(claims(Survey.healthy.connecting(.hubMQTT) { .refused($0) }, at: "203.0.113.77") == [.likely])
    }

    @Test func `leave a data endpoint alone whose name was one question too many`() {
        var data = ShortLadderEvidence(host: Places.dataEndpoint)
        data.resolution = .silent(Places.dataEndpoint)
        let survey = Survey.healthy.adding(ReachDataEndpoint.self, about: .registryHTTPS, data)
        #expect(survey.findings(by: RegistryDataIsBlocked.self).isEmpty)
    }

    @Test func `are not those of ports that answer nowhere`() {
        let survey = Survey.healthy.connecting([.hubAMQP, .hubMQTT, .dpsMQTT]) { .silent($0) }
        #expect(survey.findings(by: PortIsDropped.self).allSatisfy { $0.claim == .certain })
    }
}

/// Where 443 alone carries a transport.
struct `a site that opens 443 alone` {
    private static let dropping = Survey.healthy.dropping([.hubAMQP, .hubMQTT])

    @Test func `is certain where both ports were silent, and more than once`() {
        #expect(Self.dropping.findings(by: Only443IsOpen.self).map(\.claim) == [.certain])
        let once = Survey.healthy.connecting([.hubAMQP, .hubMQTT]) { .silent($0, attempts: 1) }
        #expect(once.findings(by: Only443IsOpen.self).map(\.claim) == [.likely])
    }

    @Test func `is likely where a walk's SYN is accepted at one of them`() {
        let remote = SocketAddress(Places.hubAddress, port: 5671)
        let survey = Self.dropping.adding(
            WalkHops.self, about: .hubAMQP,
            HopComparison(walk: .along(["10.3.0.1"], to: remote, then: .accepted), control: nil))
        #expect(survey.findings(by: Only443IsOpen.self).map(\.claim) == [.likely])
    }
}

/// A run opens more connections at once than a device does: what failed among them is tried by itself at the end.
struct `a connection that failed beside others` {
    private static func alone(_ survey: Survey, _ endpoint: Endpoint, _ results: [ConnectAttempt.Result]) -> Survey {
        let attempts = results.map { result in
            result == .connected ? Healthy.attempt(endpoint) : ConnectEvidence.silent(endpoint).attempts[0]
        }
        return survey.adding(ConnectAlone.self, about: Device(), ConnectEvidence(attempts: attempts))
    }

    @Test(arguments: [[ConnectAttempt.Result.connected, .connected, .connected], [.connected, .silent], [.silent]])
    func `is nobody's filter where it opens by itself, each time`(results: [ConnectAttempt.Result]) {
        let isOpen = results.allSatisfy { $0 == .connected }
        for failure in [{ ConnectEvidence.silent($0) }, { .refused($0) }] as [(Endpoint) -> ConnectEvidence] {
            let survey = Self.alone(Survey.healthy.connecting([.hubAMQP], failure), .hubAMQP, results)
            #expect(survey.pathCauses.contains(.tcpLossy) == isOpen)
            #expect(survey.pathCauses.contains { $0 == .tcpDroppedPort || $0 == .tcpRefused } == !isOpen)
        }
    }

    @Test func `proves no site that opens 443 alone`() {
        let dropping = Survey.healthy.dropping([.hubAMQP, .hubMQTT])
        let survey = Self.alone(dropping, .hubMQTT, [.connected, .connected])
        #expect(survey.findings(by: Only443IsOpen.self).isEmpty)
    }

    @Test func `proves no data endpoint blocked`() {
        var data = ShortLadderEvidence(host: Places.dataEndpoint)
        data.connect = .silent(.registryHTTPS)
        let survey = Self.alone(
            Survey.healthy.adding(ReachDataEndpoint.self, about: .registryHTTPS, data), .registryHTTPS,
            [.connected, .connected])
        #expect(survey.findings(by: RegistryDataIsBlocked.self).isEmpty)
    }

    @Test func `stays closed where another one of its way was let through before`() {
        let remote = SocketAddress(Places.hubAddress, port: 5671)
        let survey = Survey.healthy.connecting(.hubAMQP) { .silent($0) }.adding(
            WalkHops.self, about: .hubAMQP,
            HopComparison(walk: .along(["10.3.0.1"], to: remote, then: .accepted), control: nil))
        #expect(Self.alone(survey, .hubAMQP, [.connected, .connected]).pathCauses == [.tcpDroppedPort])
    }
}
