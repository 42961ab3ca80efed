import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The upgrade is accepted (101), then the protocol inside the WebSocket gets no answer.
///
/// Both WebSocket transports failing so are two attempts; one alone may be the other side's own way with that protocol.
struct FramesAreDropped: Rule {
    static let causes: [Cause] = [.wsFramesDropped]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        let dropped = scene.ascents(failedAt: .conversation).filter { inner(of: $0) != nil }
        return dropped.compactMap { ascent in
            guard let upgrade = ascent.seen(UpgradeWebSocket.self), let inner = inner(of: ascent) else { return nil }
            let isRepeated = dropped.contains {
                $0.vantage == ascent.vantage && $0.endpoint.host == ascent.endpoint.host
                    && $0.endpoint.via == ascent.endpoint.via && $0.endpoint != ascent.endpoint
            }
            let name: Transport = ascent.endpoint.transport == .mqttOverWebSocket ? .mqtt : .amqp
            return ascent.finding(
                .wsFramesDropped, owner: .proxy, isRepeated ? .certain : .possible,
                "WebSockets to \(ascent.place) open, but nothing gets through inside them (\(name)).",
                evidence: [
                    upgrade.shows("the upgrade is answered with 101"),
                    Finding.Proof(inner.index, end(of: inner.exchange, name)),
                ],
                refutedBy: "\(name) inside a WebSocket to \(ascent.place) is answered.")
        }
    }

    private func end(of exchange: Exchange, _ name: Transport) -> Sentence {
        switch exchange.result {
        case .silent: "\(name) inside the WebSocket gets no answer"
        case .reset: "\(name) inside the WebSocket: the other side resets the connection"
        case .answered, .closed, .otherProtocol, .malformed, .superseded:
            "\(name) inside the WebSocket: the other side closes the connection"
        }
    }

    /// The conversation inside the WebSocket, where it got no answer.
    private func inner(of ascent: Ascent) -> (index: Int, exchange: Exchange)? {
        guard ascent.seen(UpgradeWebSocket.self)?.evidence.isUpgraded ?? false else { return nil }
        let inside =
            ascent.seen(ConnectMQTT.self).map { ($0.index, $0.evidence.exchange) }
            ?? ascent.seen(OpenAMQP.self).map { ($0.index, $0.evidence.exchange) }
        guard let inside, inside.1.isCutOff else { return nil }
        return inside
    }
}
