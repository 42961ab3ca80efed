import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Over verified TLS a CONNECT arrives and no CONNACK comes back, twice; the same inside a WebSocket is the control.
struct MQTTIsSwallowed: Rule {
    static let causes: [Cause] = [.mqttSwallowed]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .conversation).compactMap { ascent in
            guard ascent.endpoint.transport == .mqtt, let ladder = ascent.seen(ConnectMQTT.self),
                ladder.evidence.exchange.result == .silent, let repetition = ascent.seen(RepeatMQTT.self),
                repetition.evidence.conversation?.exchange.result == .silent
            else { return nil }
            let worksInside = ascent.proves(.mqttOverWebSocket)
            let hubAnswers = worksInside || ascent.proves(.amqp) || ascent.proves(.https)
            let wasAcknowledged = ladder.evidence.exchange.requestWasAcknowledged ?? false
            let confidence: Finding.Confidence =
                worksInside && wasAcknowledged ? .certain : hubAnswers && wasAcknowledged ? .likely : .possible
            return ascent.finding(
                .mqttSwallowed, owner: ascent.pathOwner, confidence,
                "\(ascent.place) completes TLS and then swallows MQTT: CONNECT gets no answer.",
                evidence: [
                    ladder.shows(
                        wasAcknowledged ? "CONNECT is acknowledged, no CONNACK comes" : "CONNECT gets no CONNACK"),
                    repetition.shows("a second connection meets the same"),
                    worksInside
                        ? ascent.sibling(.mqttOverWebSocket).seen(ConnectMQTT.self)?.shows(
                            control: "the same CONNECT inside a WebSocket on 443 is answered") : nil,
                ],
                refutedBy: "A CONNECT to \(ascent.place) is answered with a CONNACK.")
        }
    }
}
