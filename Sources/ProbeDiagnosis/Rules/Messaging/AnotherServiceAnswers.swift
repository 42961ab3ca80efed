import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What answers on the port speaks another protocol: an older AMQP, an SSH banner, HTTP.
struct AnotherServiceAnswers: Rule {
    static let causes: [Cause] = [.protoWrongService]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ascent in
            switch ascent.ladder.state {
            case .failed(.tunnel): tunnel(ascent)
            case .failed(.tls): handshake(ascent)
            case .failed(.conversation): conversation(ascent)
            case .failed(.name), .failed(.tcp), .proven, .unknown, .absent: nil
            }
        }
    }

    /// Plain HTTP is left to `tls.non-tls-reply`, which says what stands there.
    private func handshake(_ ascent: Ascent) -> Finding? {
        guard let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.result == .notTLS,
            let other = ForeignProtocol(opening: ladder.evidence.opening), other != .http
        else { return nil }
        return finding(ascent, ladder.index, other, instead: "TLS")
    }

    private func tunnel(_ ascent: Ascent) -> Finding? {
        guard let tunnel = ascent.seen(OpenTunnel.self), tunnel.evidence.exchange.result == .otherProtocol else {
            return nil
        }
        let other = ForeignProtocol(opening: tunnel.evidence.exchange.opening)
        return finding(ascent, tunnel.index, other, instead: "an HTTP proxy")
    }

    private func conversation(_ ascent: Ascent) -> Finding? {
        guard !ascent.endpoint.transport.usesWebSocket else { return nil }
        if let mqtt = ascent.seen(ConnectMQTT.self), mqtt.evidence.exchange.result == .otherProtocol {
            return finding(
                ascent, mqtt.index, ForeignProtocol(opening: mqtt.evidence.exchange.opening), instead: "MQTT")
        }
        if let amqp = ascent.seen(OpenAMQP.self) {
            let other =
                ForeignProtocol(header: amqp.evidence.header)
                ?? ForeignProtocol(opening: amqp.evidence.exchange.opening).flatMap { $0 == .amqp ? nil : $0 }
            guard amqp.evidence.exchange.result == .otherProtocol || other != nil else { return nil }
            return finding(ascent, amqp.index, other, instead: "AMQP 1.0")
        }
        return nil
    }

    private func finding(
        _ ascent: Ascent, _ observation: Int, _ other: ForeignProtocol?, instead expected: Sentence
    ) -> Finding {
        let what: Sentence = other.map { "\(Term($0))" } ?? "another protocol"
        return ascent.finding(
            .protoWrongService, owner: ascent.pathOwner, other == nil ? .likely : .certain,
            "\(ascent.place) answers in \(what) where \(expected) belongs: another service stands there.",
            evidence: [Finding.Proof(observation, "the first bytes are \(what), not \(expected)")],
            refutedBy: "\(ascent.place) answers in \(expected).")
    }
}
