import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `connections of which a firewall sees one direction alone` {
    private static let ports = Endpoint.hubEndpoints

    private static func half(_ endpoint: Endpoint) -> Handshake {
        var handshake = Handshake.silent(endpoint, acknowledged: 1, sent: 520)
        handshake.tcp?.segmentsIn = 3
        return handshake
    }

    private static func stalled(
        _ first: @escaping (Endpoint) -> Handshake = half, otherName: ((Endpoint) -> Handshake)? = nil,
        small: ((Endpoint) -> Handshake)? = nil
    ) -> Survey {
        Survey.healthy.handshake(
            on: ports, first, repeated: half, otherName: otherName ?? half, noName: half,
            smallSegments: small ?? half)
    }

    @Test func `are one finding, and no matter of TLS`() throws {
        let survey = Self.stalled()
        #expect(survey.rootCauses == [.tcpAsymmetric])
        let finding = try #require(survey.findings(by: AnswersPassElsewhere.self).first)
        #expect((finding.owner, finding.claim, finding.severity) == (.siteNetwork, .likely, .error))
        #expect(survey.causes(by: HandshakeIsSwallowed.self).isEmpty)
    }

    @Test func `are not those whose SYN-ACK came once, or whose ClientHello was acknowledged`() {
        func once(_ endpoint: Endpoint) -> Handshake {
            var handshake = Self.half(endpoint)
            handshake.tcp?.segmentsIn = 1
            return handshake
        }
        func acknowledged(_ endpoint: Endpoint) -> Handshake { .silent(endpoint, acknowledged: 521, sent: 520) }
        for first in [once, acknowledged] {
            #expect(Self.stalled(first).rootCauses == [.tlsSwallowed])
        }
    }

    @Test func `are not those that small segments or another name get through`() {
        let small = Self.stalled(small: { Healthy.handshake($0) })
        let named = Self.stalled(otherName: { Healthy.handshake($0) })
        for survey in [small, named] { #expect(survey.causes(by: AnswersPassElsewhere.self).isEmpty) }
    }

    @Test func `are not told from a black hole where small segments were not tried`() {
        let survey = Survey.healthy.handshake(on: Self.ports, Self.half, repeated: Self.half, otherName: Self.half)
        #expect(survey.causes(by: AnswersPassElsewhere.self).isEmpty)
    }
}
