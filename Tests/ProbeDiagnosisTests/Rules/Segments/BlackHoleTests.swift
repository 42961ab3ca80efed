import ProbeCore
import ProbeDiagnosis
import Probes
import Testing

struct `a path MTU black hole` {
    private static func lostInbound(_ endpoint: Endpoint) -> Handshake {
        .silent(endpoint, acknowledged: 521, outOfOrder: 1, sent: 520)
    }
    private static func lostOutbound(_ endpoint: Endpoint) -> Handshake {
        .silent(endpoint, acknowledged: 1, sent: 1700)
    }

    @Test func `towards us is found by an acknowledged hello and small segments that get through`() throws {
        let survey = Survey.healthy.shaking(.hubAMQP, with: Self.lostInbound, smallSegments: Healthy.handshake)
        #expect(survey.pathCauses == [.mtuBlackholeIn])
        let finding = try survey.pathFinding(.mtuBlackholeIn)
        #expect(finding.confidence == .certain)
        #expect(
            finding.evidence.contains { $0.shows.contains("520 acknowledged") && $0.shows.contains("1 segments ahead") }
        )
    }

    @Test func `towards us is likely where nothing arrives at all`() throws {
        let quiet: (Endpoint) -> Handshake = { .silent($0, acknowledged: 521, sent: 520) }
        let survey = Survey.healthy.shaking(.hubAMQP, with: quiet, smallSegments: Healthy.handshake)
        #expect(try survey.pathFinding(.mtuBlackholeIn).confidence == .likely)
        let again = Survey.healthy.shaking(.hubAMQP, with: quiet, again: quiet, smallSegments: Healthy.handshake)
        #expect(try again.pathFinding(.mtuBlackholeIn).confidence == .certain)
    }

    @Test func `away from us is found by an unacknowledged hello that gets through in small segments`() throws {
        let survey = Survey.healthy.shaking(
            .hubAMQP, with: Self.lostOutbound, otherName: Self.lostOutbound, smallSegments: Healthy.handshake)
        #expect(survey.pathCauses == [.mtuBlackholeOut])
        #expect(try survey.pathFinding(.mtuBlackholeOut).confidence == .certain)
    }

    @Test func `away from us is likely only without the control for another name`() throws {
        let survey = Survey.healthy.shaking(.hubAMQP, with: Self.lostOutbound, smallSegments: Healthy.handshake)
        #expect(try survey.pathFinding(.mtuBlackholeOut).confidence == .likely)
    }

    @Test func `is one finding for an address, an error where it stops everything`() throws {
        let survey = Survey.healthy.forEach(Endpoint.hubEndpoints) {
            $0.shaking($1, with: Self.lostInbound, smallSegments: Healthy.handshake)
        }
        #expect(survey.pathCauses == [.mtuBlackholeIn])
        let finding = try survey.pathFinding(.mtuBlackholeIn)
        #expect(finding.severity == .error)
        #expect(finding.subject.port == nil)
        #expect(finding.summary.contains("ports 443, 5671 and 8883"))
    }

    @Test(arguments: [
        Survey.healthy,
        // Swallowed, whatever the size.
        Survey.healthy.shaking(.hubAMQP, with: lostInbound, smallSegments: lostInbound),
        Survey.healthy.shaking(.hubAMQP, with: lostInbound),
        // A filter that looks at the name.
        Survey.healthy.shaking(
            .hubAMQP, with: lostOutbound, otherName: Healthy.handshake, smallSegments: Healthy.handshake),
        // It comes and goes.
        Survey.healthy.shaking(.hubAMQP, with: lostInbound, again: Healthy.handshake, smallSegments: Healthy.handshake),
        // A hello that fits one small segment anyway.
        Survey.healthy.shaking(
            .hubAMQP, with: { .silent($0, acknowledged: 1, sent: 517) }, otherName: lostOutbound,
            smallSegments: Healthy.handshake),
        Survey.healthy.shaking(.hubAMQP, with: { .ended($0, .reset) }, smallSegments: Healthy.handshake),
    ])
    func `is not found`(in survey: Survey) {
        #expect(survey.findings(by: LargeSegmentsVanishInbound.self).isEmpty)
        #expect(survey.findings(by: LargeSegmentsVanishOutbound.self).isEmpty)
    }
}
