import ProbeCore
import ProbeMeasurement
import Testing

struct SurveyTests {
    private let hub: HostName
    private let other: HostName
    private let bridge: Vantage
    private let survey: Survey

    init() throws {
        hub = try HostName(validating: "hub.example")
        other = try HostName(validating: "other.example")
        bridge = try #require(Vantage("docker:bridge"))
        let places: [(ProbeID, Vantage, any Subject, Outcome<any Codable & Hashable & Sendable>)] = [
            (Ground.id, bridge, Name(hub), .seen(Word("bridge"))), (Weather.id, .host, Device(), .seen(20)),
            (Ground.id, .host, Name(hub), .seen(Word("host"))), (Ground.id, .host, Name(other), .seen(Word("other"))),
            (Ground.id, bridge, Name(other), .skipped(SkipReason(.budget, "the run ended"))),
            // Wrong types, as a recording of another version may have them.
            (Ground.id, .host, Device(), .seen(Word("device"))), (Ground.id, .host, Name(other), .seen(42)),
        ]
        survey = Survey(
            assignment: Assignment(hub: hub), startedAt: Timestamp(secondsSince1970: 0),
            observations: places.enumerated().map { index, place in
                Observation(
                    index: index, probe: place.0, vantage: place.1, subject: place.2, outcome: place.3,
                    startedAt: Seconds(Double(index)), duration: Seconds(0.5))
            })
    }

    @Test
    func `the evidence of a probe comes in its order with its types`() {
        let seen = survey.seen(Ground.self)
        #expect(seen.map(\.evidence.text) == ["bridge", "host", "other"])
        #expect(seen.map(\.index) == [0, 2, 3])
        #expect(seen.map(\.about.host) == [hub, hub, other])
        #expect(seen.map(\.startedAt) == [Seconds(0), Seconds(2), Seconds(3)])
        #expect(survey.seen(Tunnel.self).isEmpty)
    }

    @Test
    func `one vantage's evidence is not another's`() {
        #expect(survey.seen(Ground.self, from: .host).map(\.evidence.text) == ["host", "other"])
        #expect(survey.seen(Ground.self, from: bridge).map(\.evidence.text) == ["bridge"])
        #expect(survey.seen(Weather.self, from: bridge).isEmpty)
    }

    @Test
    func `a subject finds the evidence of what it belongs to`() {
        let endpoint = Endpoint(.hub, hub, .amqp)
        #expect(survey.seen(Ground.self, about: endpoint, from: bridge)?.evidence == Word("bridge"))
        #expect(survey.seen(Ground.self, about: Name(other), from: .host)?.evidence == Word("other"))
        #expect(survey.seen(Ground.self, about: Name(other), from: bridge) == nil)
        #expect(survey.seen(Weather.self, about: endpoint, from: .host)?.evidence == 20)
        #expect(survey.seen(Tunnel.self, about: Name(hub), from: .host) == nil)
        #expect(survey.seen(Ground.self, about: Device(), from: .host) == nil)
    }

    @Test
    func `the host comes before the other vantages, whoever spoke first`() {
        #expect(survey.vantages == [.host, bridge])
    }
}
