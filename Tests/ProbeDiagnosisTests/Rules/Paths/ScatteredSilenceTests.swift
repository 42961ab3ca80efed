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
