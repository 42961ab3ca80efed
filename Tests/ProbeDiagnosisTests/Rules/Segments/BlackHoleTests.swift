import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
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
            finding.evidence.contains {
                $0.shows.english.contains("520 acknowledged") && $0.shows.english.contains("1 segments ahead")
            }
        )
    }

    @Test func `towards us is likely where nothing arrives at all`() throws {
        let quiet: (Endpoint) -> Handshake = { .silent($0, acknowledged: 521, sent: 520) }
        let survey = Survey.healthy.shaking(.hubAMQP, with: quiet, smallSegments: Healthy.handshake)
        #expect(try survey.pathFinding(.mtuBlackholeIn).claim == .likely)
        let again = Survey.healthy.shaking(.hubAMQP, with: quiet, again: quiet, smallSegments: Healthy.handshake)
        #expect(try again.pathFinding(.mtuBlackholeIn).confidence == .certain)
    }

    @Test func `in a tunnel of this device's is this device's to mend`() throws {
        let tunnelled = Survey.healthyGateway.lookups(of: .host) {
            $0.interface = "tun0"
            $0.gateway = nil
        }
        let survey = tunnelled.shaking(.hubAMQP, with: Self.lostInbound, smallSegments: Healthy.handshake)
        let finding = try survey.pathFinding(.mtuBlackholeIn)
        #expect((finding.owner, finding.location.kind) == (.device, .thisDevice))
        #expect(finding.evidence.contains { $0.shows.english.contains("the tunnel tun0") })
    }

    @Test func `away from us is found by an unacknowledged hello that gets through in small segments`() throws {
        let survey = Survey.healthy.shaking(
            .hubAMQP, with: Self.lostOutbound, otherName: Self.lostOutbound, smallSegments: Healthy.handshake)
        #expect(survey.pathCauses == [.mtuBlackholeOut])
        #expect(try survey.pathFinding(.mtuBlackholeOut).confidence == .certain)
    }

    @Test func `away from us is likely only without the control for another name`() throws {
        let survey = Survey.healthy.shaking(.hubAMQP, with: Self.lostOutbound, smallSegments: Healthy.handshake)
        #expect(try survey.pathFinding(.mtuBlackholeOut).claim == .likely)
    }

    @Test func `is one finding for an address, an error where it stops everything`() throws {
        let survey = Survey.healthy.forEach(Endpoint.hubEndpoints) {
            $0.shaking($1, with: Self.lostInbound, smallSegments: Healthy.handshake)
        }
        #expect(survey.pathCauses == [.mtuBlackholeIn])
        let finding = try survey.pathFinding(.mtuBlackholeIn)
        #expect(finding.severity == .error)
        #expect(finding.subject.port == nil)
        #expect(finding.summary.english.contains("ports 443, 5671 and 8883"))
    }

    @Test func `away from us says which sizes pass, where they were looked for`() throws {
        var sizes = PassingSizes()
        (sizes.acknowledged, sizes.lost, sizes.losses) = (508, 519, 2)
        let survey = Survey.healthy.requesting(retransmitted: 3, inSmallSegments: .answered, sizes: sizes)
        let finding = try survey.pathFinding(.mtuBlackholeOut)
        #expect(
            finding.evidence.contains { $0.shows.english.contains("508 bytes") && $0.shows.english.contains("519") })
        // A loss that something larger survived was no matter of size.
        sizes.lost = 400
        let odd = Survey.healthy.requesting(retransmitted: 3, inSmallSegments: .answered, sizes: sizes)
        #expect(!(try odd.pathFinding(.mtuBlackholeOut).evidence.contains { $0.shows.english.contains("508 bytes") }))
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

    @Test func `away from us is found by an HTTPS request that only small segments carry`() throws {
        let survey = Survey.healthy.requesting(retransmitted: 4, inSmallSegments: .answered)
        #expect(survey.rootCauses == [.mtuBlackholeOut])
        let finding = try #require(survey.findings(by: LargeSegmentsVanishOutbound.self).first)
        #expect(finding.confidence == .certain && finding.severity == .error && finding.owner == .siteNetwork)
        #expect(finding.subject.port == 443)
    }

    @Test func `away from us is likely only where the request was sent again once, or small segments got lost too`() {
        for survey in [
            Survey.healthy.requesting(retransmitted: 1, inSmallSegments: .answered),
            Survey.healthy.requesting(retransmitted: 4, inSmallSegments: .answered, retransmittedThere: 1),
        ] {
            #expect(survey.findings(by: LargeSegmentsVanishOutbound.self).map(\.claim) == [.likely])
        }
    }

    @Test(arguments: [
        // The request arrived: whoever has it keeps silent.
        Survey.healthy.requesting(acknowledged: true, retransmitted: 0, inSmallSegments: .answered),
        Survey.healthy.requesting(acknowledged: true, retransmitted: 4, inSmallSegments: .answered),
        // Silence, whatever the size.
        Survey.healthy.requesting(retransmitted: 4, inSmallSegments: .silent),
        Survey.healthy.requesting(retransmitted: 4, inSmallSegments: nil),
        // An answer, but not the hub's.
        Survey.healthy.requesting(retransmitted: 4, inSmallSegments: .answered, byTheHub: false),
        // A path that loses packets of any size.
        Survey.healthy.requesting(retransmitted: 3, inSmallSegments: .answered, retransmittedThere: 4),
        // A reset is somebody's word.
        Survey.healthy.requesting(.reset, retransmitted: 4, inSmallSegments: .answered),
        // A request that fits one small segment anyway.
        Survey.healthy.requesting(sent: 400, retransmitted: 4, inSmallSegments: .answered),
        // The link is so narrow that what was sent waited in a queue for longer than the kernel did.
        Survey.healthy.requesting(retransmitted: 4, inSmallSegments: .answered).changing(
            RequestHTTPS.self, about: .hubHTTPS
        ) { $0.exchange.tcp?.roundTrip = Seconds(1.2) },
        // It got through in the end.
        Survey.healthy.requesting(.answered, retransmitted: 4, inSmallSegments: .answered),
    ])
    func `is not found behind an HTTPS request`(in survey: Survey) {
        #expect(survey.findings(by: LargeSegmentsVanishOutbound.self).isEmpty)
        #expect(!survey.rootCauses.contains(.mtuBlackholeOut))
    }
}

extension Survey {
    /// The ladder's HTTPS request ends as told, with the control in small segments beside it.
    fileprivate func requesting(
        _ result: Exchange.Result = .silent, sent: Int = 3000, acknowledged: Bool = false, retransmitted: Int,
        inSmallSegments control: Exchange.Result?, byTheHub: Bool = true, retransmittedThere: Int = 0,
        sizes: PassingSizes? = nil
    ) -> Survey {
        var exchange = Exchange.unanswered(result, acknowledged: acknowledged)
        exchange.remote = Healthy.attempt(.hubHTTPS).remote
        exchange.bytesSent = sent
        exchange.tcp?.retransmissions = retransmitted
        let survey = changing(RequestHTTPS.self, about: .hubHTTPS) {
            if result == .answered { $0.exchange = exchange } else { $0 = HTTPSEvidence(exchange: exchange) }
        }
        guard let control else { return survey }
        var evidence = SmallSegmentsEvidence(connect: Healthy.attempt(.hubHTTPS))
        evidence.connect.segmentClamp = 1000
        evidence.handshake = Healthy.handshake(.hubHTTPS)
        evidence.exchange = control == .answered ? Healthy.exchange() : .unanswered(control, acknowledged: false)
        evidence.exchange?.tcp?.retransmissions = retransmittedThere
        evidence.sizes = sizes
        if control == .answered {
            evidence.answer = byTheHub ? Healthy.https.answer : .answer(200)
            evidence.proof = byTheHub ? .iothubErrorCode : nil
        }
        return survey.adding(RequestWithSmallSegments.self, about: .hubHTTPS, evidence)
    }
}
