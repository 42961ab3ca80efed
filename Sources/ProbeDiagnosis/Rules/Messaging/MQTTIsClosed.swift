import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The connection ends right after CONNECT, twice, where a hub would send a CONNACK even to strangers.
struct MQTTIsClosed: Rule {
    static let causes: [Cause] = [.mqttClosed]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .conversation).compactMap { ascent in
            guard ascent.endpoint.transport == .mqtt, let ladder = ascent.seen(ConnectMQTT.self),
                ladder.evidence.exchange.wasHungUp
            else { return nil }
            let repetition = ascent.seen(RepeatMQTT.self)
            let again = repetition?.evidence.conversation?.exchange
            if let again, !again.wasHungUp { return nil }
            // A hub that takes MQTT inside a WebSocket takes it here too.
            let worksInside = ascent.proves(.mqttOverWebSocket)
            return ascent.finding(
                .mqttClosed, owner: worksInside ? ascent.pathOwner : .hubConfiguration,
                again == nil ? .possible : worksInside ? .certain : .likely,
                "\(ascent.place) completes TLS and then hangs up on MQTT.",
                evidence: [
                    ladder.shows(
                        ladder.evidence.exchange.result == .reset
                            ? "the other side resets the connection right after CONNECT"
                            : "the other side closes the connection right after CONNECT"),
                    again == nil ? nil : repetition?.shows("a second connection meets the same"),
                    worksInside
                        ? ascent.sibling(.mqttOverWebSocket).seen(ConnectMQTT.self)?.shows(
                            control: "the same CONNECT inside a WebSocket on 443 is answered") : nil,
                ],
                refutedBy: "A CONNECT to \(ascent.place) is answered with a CONNACK.")
        }
    }
}
