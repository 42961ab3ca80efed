import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOWebSocket
import ProbeCore
@testable import ProbeTransport
import TestSupport
import Testing

/// Random bytes through the handlers, without a network.
struct HostileStreamTests {
    private func channel() throws -> (channel: EmbeddedChannel, mailbox: Mailbox) {
        let channel = EmbeddedChannel()
        let meter = Meter()
        let mailbox = Mailbox(meter: meter)
        try channel.pipeline.syncOperations.addHandlers([meter, mailbox])
        channel.pipeline.fireChannelActive()
        try channel.connect(to: .init(ipAddress: "127.0.0.1", port: 1)).wait()
        return (channel, mailbox)
    }

    private func feed(_ bytes: [UInt8], to channel: EmbeddedChannel, _ generator: inout SeededGenerator) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...40, using: &generator)
            // Errors are the mailbox's business; here only a trap would count.
            _ = try? channel.writeInbound(ByteBuffer(bytes: rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    @Test(arguments: ["GET", "CONNECT", "HEAD"]) func `a mangled answer never traps the HTTP handlers`(method: String)
        throws
    {
        var generator = SeededGenerator(seed: 5)
        let answer = Array(
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\nHTTP/1.1 408 late\r\n\r\n").utf8)
        for _ in 0..<400 {
            var bytes = answer
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: generator.bytes(3), at: place)
                }
            }
            let (channel, mailbox) = try channel()
            let session = try HTTPSession(
                HTTPRequest(method: method, target: "/", headers: [("Host", "h")]), channel: channel, mailbox: mailbox)
            feed(bytes, to: channel, &generator)
            #expect(session.gate.traffic.received == bytes.count)
            session.end()
            _ = try? channel.finish(acceptAlreadyClosed: true)
        }
    }

    @Test func `random frames never trap the WebSocket handlers, and what is passed on came in`() throws {
        var generator = SeededGenerator(seed: 6)
        var total = 0
        for _ in 0..<1000 {
            let (channel, mailbox) = try channel()
            try channel.pipeline.syncOperations.addHandlers(
                [
                    WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: 65_536)),
                    WebSocketStream(),
                ], position: .before(mailbox))
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let opcodes: [UInt8] = [
                    0x82, 0x02, 0x80, 0x00, 0x89, 0x8a, 0x88, UInt8.random(in: .min ... .max, using: &generator),
                ]
                let count = Int.random(in: 0...9, using: &generator)
                bytes += [opcodes.randomElement(using: &generator) ?? 0x82, UInt8(count)] + generator.bytes(count)
            }
            feed(bytes, to: channel, &generator)
            let passed = mailbox.takeBytes().count
            #expect(passed <= bytes.count)
            total += passed
            _ = try? channel.finish(acceptAlreadyClosed: true)
        }
        #expect(total > 300)
    }
}
