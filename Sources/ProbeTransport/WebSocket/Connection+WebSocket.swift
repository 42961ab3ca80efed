internal import NIOCore
internal import NIOWebSocket
package import ProbeCore
package import ProbeEvidence

extension Connection {
    /// Upgrades to WebSocket (RFC 6455); from then on `converse` speaks inside binary frames.
    package func upgradeToWebSocket(
        host: HostName, path: String, subprotocol: String, waits: Waits, whenStuck: @Sendable (Exchange) -> Void
    ) async -> WebSocketUpgrade {
        let key = WebSocketKey()
        let asked = HTTPRequest(
            target: path,
            headers: [
                ("Host", host.description), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
                ("Sec-WebSocket-Key", key.text), ("Sec-WebSocket-Version", "13"),
                ("Sec-WebSocket-Protocol", subprotocol),
            ])
        let (reply, exchange) = await request(asked, waits: waits, whenStuck: whenStuck)
        var upgrade = WebSocketUpgrade(exchange: exchange)
        upgrade.answer = reply?.answer
        guard let answer = reply?.answer, answer.status == 101 else { return upgrade }
        upgrade.acceptMatches = answer.values(of: "sec-websocket-accept").map(\.description) == [key.accept]
        // Tokens may differ in case: the hub's C client asks for `MQTT`.
        upgrade.subprotocolMatches =
            answer.values(of: "sec-websocket-protocol").map { $0.description.lowercased() } == [
                subprotocol.lowercased()
            ]
        if upgrade.acceptMatches { await speakWebSocket() }
        return upgrade
    }

    private func speakWebSocket() async {
        let (channel, mailbox) = (channel, mailbox)
        try? await onLoop {
            let mailbox = mailbox.value
            let decoder = ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: 65_536))
            try channel.pipeline.syncOperations.addHandlers(
                [WebSocketFrameEncoder(), decoder, WebSocketStream()], position: .before(mailbox))
            try channel.replay(mailbox.takeBytes(), through: decoder)
        }
    }
}
