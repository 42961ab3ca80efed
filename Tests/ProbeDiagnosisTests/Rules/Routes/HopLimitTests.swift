import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// A router says that the hop limit was used up: where this device gave it a small one, nothing circles.
struct `a hop limit that is used up` {
    private static let remote = SocketAddress(Places.hubAddress, port: 5671)

    private func spent(_ walk: HopWalk? = nil, limit: Int? = 64) -> Survey {
        let survey = Survey.healthyGateway.forwarding { $0.hopLimit = limit }
            .connecting(.hubAMQP) { endpoint in
                let evidence = ConnectEvidence.failed(endpoint, "EHOSTUNREACH", icmp: .v4(11, 0, from: "10.1.0.1"))
                return ConnectEvidence(attempts: [evidence.attempts[0], evidence.attempts[0]])
            }
        return walk.map {
            survey.adding(WalkHops.self, about: .hubAMQP, HopComparison(walk: $0, control: nil))
        } ?? survey
    }

    @Test func `is this device's where its own setting is smaller than the way is long`() throws {
        let survey = spent(
            .along(["10.3.0.1", "10.1.0.1", "10.1.0.2"], to: Self.remote, then: .accepted), limit: 2)
        #expect(survey.findings(by: PathLoops.self).isEmpty)
        let finding = try #require(survey.findings(by: OutputIsDropped.self).first)
        #expect(finding.owner == .device && finding.location.culprit == .setting(.hopLimit))
        #expect(finding.claim == .certain)
        #expect(finding.evidence.contains { $0.shows.english == "net.ipv4.ip_default_ttl is 2" })
    }

    @Test func `is a rule's that sets it`() throws {
        var place = Gateway.rule
        place.text = WireText("ip ttl set 2")
        for limit in [2, nil] {
            let survey = spent().changing(WalkRules.self, about: Endpoint.hubAMQP) {
                $0.walks[0].hopLimit = PacketWalk.HopLimit(place, limit: limit)
            }
            #expect(survey.findings(by: PathLoops.self).isEmpty)
            let finding = try #require(survey.findings(by: OutputIsDropped.self).first)
            #expect(finding.location.culprit == Culprit(place) && finding.claim == .certain)
        }
    }

    @Test func `is no rule's that sets a full one`() {
        let survey = spent(.along(["10.3.0.1", "10.1.0.1"], to: Self.remote)).changing(
            WalkRules.self, about: Endpoint.hubAMQP
        ) { $0.walks[0].hopLimit = PacketWalk.HopLimit(Gateway.rule, limit: 65) }
        #expect(survey.findings(by: OutputIsDropped.self).isEmpty)
    }

    @Test func `is set by somebody near where one router gives up whatever is sent`() throws {
        let survey = spent(.along(["10.1.0.1", "10.1.0.1", "10.1.0.1"], to: Self.remote))
        #expect(survey.findings(by: PathLoops.self).isEmpty)
        #expect(try #require(survey.findings(by: OutputIsDropped.self).first).claim == .possible)
    }

    @Test(arguments: [
        (
            ["10.3.0.1", "10.1.0.1", "10.3.0.1", "10.1.0.1", "10.3.0.1"], HopWalk.Hop.Answer.silent,
            Finding.Confidence.certain
        ),
        (["10.3.0.1", "10.1.0.1"], .silent, .certain),
        // Another packet arrives: whatever ended the first ones, it is no circle that all go.
        (["10.3.0.1", "10.1.0.1", "10.1.0.2"], .accepted, .likely),
    ])
    func `is a circle's with a full one, and certain where a walk allows it`(
        routers: [String], end: HopWalk.Hop.Answer, claim: Finding.Confidence
    ) throws {
        let survey = spent(.along(routers, to: Self.remote, then: end)).connecting(Endpoint.hubEndpoints) { endpoint in
            let evidence = ConnectEvidence.failed(endpoint, "EHOSTUNREACH", icmp: .v4(11, 0, from: "10.1.0.1"))
            return ConnectEvidence(attempts: [evidence.attempts[0], evidence.attempts[0]])
        }
        #expect(survey.findings(by: OutputIsDropped.self).isEmpty)
        #expect(try #require(survey.findings(by: PathLoops.self).first).claim == claim)
    }
}
