import ProbeCore
package import ProbeEvidence

extension Connection {
    /// Leads a conversation until it is finished or broken; bytes left over stay for the next one.
    ///
    /// Bytes are counted as the conversation sees them: above TLS, and inside the frames of a WebSocket.
    package func converse<C: Conversation>(
        _ conversation: C, waits: Waits, whenStuck: @Sendable (C, Exchange) -> Void
    ) async -> (conversation: C, exchange: Exchange) {
        let start = ContinuousClock.now
        var patience = Patience(waits, start: start)
        var conversation = conversation
        var exchange = Exchange(result: .silent)
        var opening: [UInt8] = []
        let first = conversation.begin()
        if await send(first) { exchange.bytesSent += first.count }
        conversing: while true {
            let arrival = await arrival(&patience) {
                whenStuck(conversation, await complete(exchange, opening, since: start))
            }
            switch arrival {
            case .bytes(let bytes):
                exchange.note(received: bytes, opening: &opening)
                switch conversation.receive(bytes) {
                case .wait: continue
                case .send(let reply):
                    if await send(reply) { exchange.bytesSent += reply.count }
                case .finished(let result, let leftover):
                    exchange.result = result
                    await putBack(leftover)
                    break conversing
                }
            case .over(let ending):
                exchange.end(ending)
                break conversing
            case .timeout: break conversing
            case .cancelled:
                exchange.result = .superseded
                break conversing
            case .part, .handshakeEnded: continue
            }
        }
        let completed = await complete(exchange, opening, since: start)
        return (conversation, completed)
    }

    func complete(
        _ exchange: Exchange, _ opening: [UInt8], since start: ContinuousClock.Instant
    ) async -> Exchange {
        var exchange = exchange
        exchange.duration = Seconds(ContinuousClock.now - start)
        exchange.opening = opening.isEmpty ? nil : OpeningBytes(WireText(opening))
        exchange.tcp = await info()
        return exchange
    }
}
