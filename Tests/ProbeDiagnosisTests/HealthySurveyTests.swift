import ProbeCore
import ProbeEvidence
import Testing

struct `a survey of the tests` {
    @Test func `has every rung of every endpoint`() {
        #expect(Survey.healthy.seen(ConnectEndpoint.self).count == 8)
        #expect(Survey.healthy.seen(HandshakeTLS.self).allSatisfy { $0.evidence.isVerified })
        #expect(Survey.healthy.seen(ResolveName.self).map(\.about.host) == [Places.hub, Places.dps, Places.registry])
        #expect(Survey.healthy.observations.map(\.index) == Array(Survey.healthy.observations.indices))
    }

    @Test func `loses the rungs above one that failed`() {
        let survey = Survey.healthy.changing(ConnectEndpoint.self, about: .hubAMQP) { $0 = .silent(.hubAMQP) }
        #expect(survey.seen(HandshakeTLS.self, about: Endpoint.hubAMQP, from: .host) == nil)
        #expect(survey.seen(OpenAMQP.self, about: Endpoint.hubAMQP, from: .host) == nil)
        #expect(survey.seen(OpenAMQP.self, about: Endpoint.hubAMQPOverWebSocket, from: .host) != nil)
        #expect(survey.observations.count == Survey.healthy.observations.count)
    }
}
