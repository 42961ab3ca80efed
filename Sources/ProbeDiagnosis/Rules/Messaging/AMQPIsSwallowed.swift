import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Over verified TLS an AMQP header arrives and no answer comes; AMQP with SASL on a second connection is the
/// repetition.
///
/// Where SASL is answered the path carries AMQP, but the plain header is what edgeAgent and edgeHub send: it is of no
/// use to them, and the other side's doing.
struct AMQPIsSwallowed: Rule {
    static let causes: [Cause] = [.amqpSwallowed]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .conversation).compactMap { ascent in
            guard ascent.endpoint.transport == .amqp, let ladder = ascent.seen(OpenAMQP.self),
                ladder.evidence.exchange.result == .silent, let control = ascent.seen(NegotiateSASL.self),
                let conversation = control.evidence.conversation
            else { return nil }
            let wasAcknowledged = ladder.evidence.exchange.requestWasAcknowledged ?? false
            if conversation.proof != nil {
                // A header that never arrived was lost on the way: nobody declined it.
                return ladder.evidence.exchange.requestWasAcknowledged ?? true
                    ? ascent.demandsSASL(.amqpSwallowed, ladder, control) : nil
            }
            // Silence needs two attempts.
            guard conversation.exchange.result == .silent else { return nil }
            let worksInside = ascent.proves(.amqpOverWebSocket)
            let hubAnswers = worksInside || ascent.proves(.mqtt) || ascent.proves(.https)
            let confidence: Finding.Confidence =
                worksInside && wasAcknowledged ? .certain : hubAnswers && wasAcknowledged ? .likely : .possible
            return ascent.finding(
                .amqpSwallowed, owner: ascent.pathOwner, confidence,
                "\(ascent.place) completes TLS and then swallows AMQP: the protocol header gets no answer.",
                evidence: [
                    ladder.shows(
                        wasAcknowledged
                            ? "the AMQP header is acknowledged, no header comes back" : "the AMQP header gets no answer"
                    ),
                    control.shows(control: "AMQP with SASL on a second connection meets the same"),
                    worksInside
                        ? ascent.sibling(.amqpOverWebSocket).seen(OpenAMQP.self)?.shows(
                            control: "the same header inside a WebSocket on 443 is answered") : nil,
                ],
                refutedBy: "An AMQP header sent to \(ascent.place) is answered.")
        }
    }
}

extension Ascent {
    /// The hub is proven behind SASL, which IoT Edge's modules do not speak.
    func demandsSASL(
        _ cause: Cause, _ ladder: Survey.Seen<OpenAMQP>, _ control: Survey.Seen<NegotiateSASL>
    ) -> Finding {
        finding(
            cause, owner: .hubConfiguration, .likely,
            "\(place) speaks AMQP only behind SASL; edgeAgent and edgeHub send the plain header and get no further.",
            evidence: [
                ladder.shows(
                    ladder.evidence.exchange.result == .silent
                        ? "the plain AMQP header gets no answer" : "the plain AMQP header ends the connection"),
                control.shows(control: "SASL on a second connection is answered, so the path carries AMQP"),
            ],
            refutedBy: "The plain AMQP header sent to \(place) is answered with an OPEN.")
    }
}
