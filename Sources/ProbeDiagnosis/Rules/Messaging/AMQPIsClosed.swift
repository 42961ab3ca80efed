import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The connection ends right after the AMQP header or OPEN, where a hub would open before any authentication.
struct AMQPIsClosed: Rule {
    static let causes: [Cause] = [.amqpClosed]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .conversation).compactMap { ascent in
            guard ascent.endpoint.transport == .amqp, let ladder = ascent.seen(OpenAMQP.self),
                ladder.evidence.exchange.wasHungUp, ForeignProtocol(header: ladder.evidence.header) == nil
            else { return nil }
            let control = ascent.seen(NegotiateSASL.self)
            let conversation = control?.evidence.conversation
            if let control, conversation?.proof != nil { return ascent.demandsSASL(.amqpClosed, ladder, control) }
            if let conversation, !conversation.exchange.wasHungUp { return nil }
            // Whoever sent a header or a CLOSE speaks AMQP and turned the connection down itself.
            let isItsOwnWord = ladder.evidence.header != nil || ladder.evidence.closeCondition != nil
            let worksInside = ascent.proves(.amqpOverWebSocket)
            return ascent.finding(
                .amqpClosed, owner: worksInside && !isItsOwnWord ? ascent.pathOwner : .hubConfiguration,
                conversation == nil ? .possible : worksInside ? .certain : .likely,
                "\(ascent.place) completes TLS and then hangs up on AMQP.",
                evidence: [
                    ladder.shows(end(of: ladder.evidence)),
                    conversation == nil
                        ? nil : control?.shows(control: "AMQP with SASL on a second connection meets the same"),
                    worksInside
                        ? ascent.sibling(.amqpOverWebSocket).seen(OpenAMQP.self)?.shows(
                            control: "the same header inside a WebSocket on 443 is answered") : nil,
                ],
                refutedBy: "An AMQP header sent to \(ascent.place) is answered with an OPEN.")
        }
    }

    private func end(of evidence: AMQPEvidence) -> Sentence {
        switch (evidence.exchange.result, evidence.closeCondition) {
        case (.reset, let condition?):
            "the other side resets the connection on the plain AMQP header (\(condition.text))"
        case (.reset, nil): "the other side resets the connection on the plain AMQP header"
        case (_, let condition?): "the other side closes the connection on the plain AMQP header (\(condition.text))"
        case (_, nil): "the other side closes the connection on the plain AMQP header"
        }
    }
}
