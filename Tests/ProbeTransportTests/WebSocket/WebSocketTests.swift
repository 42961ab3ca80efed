import ProbeCore
import ProbeEvidence
@testable import ProbeTransport
import Testing

struct WebSocketTests {
    private let hub: HostName
    private let conversation: MQTTConversation

    init() throws {
        hub = try HostName(validating: Minted.name)
        conversation = MQTTConversation(hub: hub)
    }

    /// A 101 with the right hash, and whatever follows it.
    private static func accept(subprotocol: String = "mqtt", then more: [UInt8] = []) -> LoopbackServer.Action {
        .reply { request in
            let lines = String(decoding: request, as: UTF8.self).split(separator: "\r\n")
            let key = lines.first { $0.hasPrefix("Sec-WebSocket-Key: ") }?.dropFirst(19) ?? ""
            let head =
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: \(WebSocketKey(text: String(key)).accept)\r\n"
                + "Sec-WebSocket-Protocol: \(subprotocol)\r\n\r\n"
            return Array(head.utf8) + more
        }
    }

    private func upgrade(_ connection: Connection, waits: Waits = .long) async -> WebSocketUpgrade {
        await connection.upgradeToWebSocket(
            host: hub, path: "/$iothub/websocket", subprotocol: "mqtt", waits: waits, whenStuck: { _ in })
    }

    /// The exchange of an MQTT conversation whose answer is the given frames.
    private func exchange(
        answeredBy frames: String, waits: @autoclosure @Sendable () -> Waits = .long
    ) async throws -> (exchange: Exchange, received: [UInt8]) {
        let turns: [LoopbackServer.Turn] = [
            .after(head: Self.accept()), .after(bytes: 30, .send(hexadecimal(frames))), .after(bytes: 6),
        ]
        return try await LoopbackServer.play(turns) { connection, server in
            #expect(await upgrade(connection).acceptMatches)
            let (_, exchange) = await connection.converse(conversation, waits: waits(), whenStuck: { _, _ in })
            return (exchange, server.received)
        }
    }

    @Test func `the accept hash is that of RFC 6455`() {
        #expect(WebSocketKey(text: "dGhlIHNhbXBsZSBub25jZQ==").accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(WebSocketKey().text.count == 24)
        #expect(WebSocketKey().text != WebSocketKey().text)
    }

    @Test func `an upgrade is asked for and checked`() async throws {
        try await LoopbackServer.play([.after(head: Self.accept())]) { connection, server in
            let upgrade = await upgrade(connection)
            #expect(upgrade.exchange.result == .answered)
            #expect(upgrade.answer?.status == 101)
            #expect(upgrade.acceptMatches)
            #expect(upgrade.subprotocolMatches)
            let text = server.receivedText
            #expect(text.hasPrefix("GET /$iothub/websocket HTTP/1.1\r\nHost: myhub.azure-devices.net\r\n"))
            #expect(text.contains("\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n"))
        }
    }

    @Test func `a foreign hash or subprotocol is told apart`() async throws {
        try await LoopbackServer.play([.after(head: Self.accept(subprotocol: "chat"))]) { connection, _ in
            let upgrade = await upgrade(connection)
            #expect(upgrade.acceptMatches)
            #expect(!upgrade.subprotocolMatches)
        }
        let head = "HTTP/1.1 101 Sure\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n"
        try await LoopbackServer.play([.after(head: .send(head))]) { connection, _ in
            let upgrade = await upgrade(connection)
            #expect(upgrade.answer?.status == 101)
            #expect(!upgrade.acceptMatches)
            #expect(!upgrade.subprotocolMatches)
        }
    }

    @Test func `an answer other than 101 comes with its headers and body`() async throws {
        let text = "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\niothub-errorcode: Y\r\n\r\nno"
        try await LoopbackServer.play([.after(head: .send(text))]) { connection, _ in
            let upgrade = await upgrade(connection)
            #expect(upgrade.answer?.status == 400)
            #expect(upgrade.answer?.value(of: "iothub-errorcode")?.description == "Y")
            #expect(upgrade.answer?.bodyOpening?.description == "no")
            #expect(!upgrade.acceptMatches)
        }
    }

    @Test func `our frames are binary and masked, and a frame that came with the 101 is not lost`() async throws {
        let connack = hexadecimal("8204 20020005")
        let turns: [LoopbackServer.Turn] = [
            .after(head: Self.accept(then: connack)), .after(bytes: 30, .send(connack)),
        ]
        try await LoopbackServer.play(turns) { connection, server in
            _ = await upgrade(connection)
            let head = server.received.count
            let (answered, exchange) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .answered)
            #expect(exchange.bytesReceived == 4)
            #expect(answered.returnCode == 5)
            // The answer to a second one says that the frame of the first has arrived.
            let second = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            try #require(second.exchange.result == .answered)
            var again = conversation
            let connect = again.begin()
            let frame = Array(server.received.dropFirst(head))
            #expect(frame.first == 0x82)
            #expect(frame[1] & 0x80 == 0x80)
            // CONNECT is shorter than 126 bytes here, so the length stands in the second byte, then four bytes of mask.
            let length = Int(frame[1] & 0x7f)
            let unmasked = frame[6...].enumerated().map { $0.element ^ frame[2 + $0.offset % 4] }
            #expect(length == exchange.bytesSent)
            #expect(Array(unmasked.prefix(length)) == connect)
        }
    }

    @Test func `fragments, empty frames and pings between them are one stream`() async throws {
        // A binary frame without FIN, a ping "hi" and an empty continuation; the last fragment only after the pong.
        let turns: [LoopbackServer.Turn] = [
            .after(head: Self.accept()), .after(bytes: 30, .send(hexadecimal("0202 2002 8902 6869 0000"))),
            .after(bytes: 8, .send(hexadecimal("8002 0005"))),
        ]
        try await LoopbackServer.play(turns) { connection, server in
            _ = await upgrade(connection)
            let (_, exchange) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .answered)
            #expect(exchange.bytesReceived == 4)
            // 0x8a, 0x82, four bytes of mask, two of data.
            #expect(server.received.suffix(8).prefix(2) == [0x8a, 0x82])
        }
    }

    @Test(arguments: [
        "8104 20020005",  // text
        "8284 00000000 20020005",  // masked by the server
        "c204 20020005",  // reserved bit
        "8004 20020005",  // continuation of nothing
        "0201 20 8203 020005",  // a message within a message
        "827f 0000000000010001",  // longer than 64 KiB
        "827f ffffffffffffffff",
        "0900",  // a fragmented ping
        "89fe 0080",  // an overlong ping
        "8300",  // reserved opcode
    ])
    func `frames that break the rules are malformed`(frames: String) async throws {
        #expect(try await exchange(answeredBy: frames).exchange.result == .malformed)
    }

    @Test func `a close frame is a close`() async throws {
        let (exchange, _) = try await exchange(answeredBy: "8802 03e8")
        #expect(exchange.result == .closed)
        #expect(exchange.bytesReceived == 0)
    }

    @Test func `silence inside an upgraded connection is silence`() async throws {
        #expect(try await exchange(answeredBy: "", waits: .short).exchange.result == .silent)
    }
}
