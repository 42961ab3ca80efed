import NIOCore
import NIOEmbedded
import NIOWebSocket
import ProbeCore
import ProbeEvidence
import ProbeLinux
@testable import ProbeTransport

extension InputDecoder {
    static let network = [
        InputDecoder("dns", .binary, longest: 65_535, decodeDNS),
        InputDecoder("mqtt", .binary, longest: Meter.allowance, decodeMQTT),
        InputDecoder("amqp", .binary, longest: Meter.allowance, decodeAMQP),
        InputDecoder("amqp-value", .binary, longest: 65_536, decodeAMQPValue),
        InputDecoder("ntp", .binary, longest: 65_535, decodeNTP),
        InputDecoder("http", .binary, longest: Meter.allowance, decodeHTTP),
        InputDecoder("websocket", .binary, longest: Meter.allowance, decodeWebSocket),
    ]

    private static let hub = try? HostName(validating: "hub.example")

    // MARK: - DNS

    @Sendable private static func decodeDNS(_ bytes: [UInt8]) {
        isReply(bytes)
        guard let message = try? DNSMessage(decoding: bytes) else { return }
        let names =
            message.answers.map(\.owner) + [message.negativeZone, message.head.question?.name].compactMap(\.self)
        for name in names {
            precondition(name.encoded.count <= 255)
            precondition(isHarmless(name.description))
            // What was read, written and read again is the same name.
            var reader = ByteReader(name.encoded)
            precondition((try? DNSName(from: &reader)) == name && reader.remaining == 0)
        }
        precondition(message.chain.count <= min(message.answers.count + 16, 80))
        precondition((message.extensions?.extendedErrors.count ?? 0) <= 8)
    }

    private static func isReply(_ bytes: [UInt8]) {
        guard let hub, let server = IPAddress("192.0.2.53") else { return }
        for type in [DNSAnswer.QueryType.a, .aaaa] {
            let query = DNSQuery(hub, type, id: 0xbeef)
            precondition(!query.isAnswered(by: query.encoded), "a query is not its own reply")
            guard query.isAnswered(by: bytes) else { continue }
            precondition(bytes[0] == 0xbe && bytes[1] == 0xef && bytes[2] & 0x80 != 0)
            let reply = DNSReply(content: .message(bytes))
            _ = reply.mayDislikeExtensions
            _ = DNSAnswer(reply, from: SocketAddress(server, port: 53), over: .udp, hub, type)
        }
    }

    // MARK: - MQTT

    @Sendable private static func decodeMQTT(_ input: [UInt8]) {
        let pieces = Pieces(input)
        var whole = MQTTReader(largestPacket: 65_536)
        whole.append(pieces.whole)
        let packets = take(from: &whole)
        var reader = MQTTReader(largestPacket: 65_536)
        var inPieces: [MQTTPacket] = []
        for piece in pieces {
            reader.append(piece)
            inPieces += take(from: &reader)
        }
        precondition(inPieces == packets, "where the stream is cut changes nothing")
        for packet in packets {
            var again = MQTTReader(largestPacket: 1 << 20)
            again.append(packet.encoded)
            precondition((try? again.next()) == packet && again.unread.isEmpty, "what is written is what was read")
        }
        guard let hub else { return }
        var conversation = MQTTConversation(hub: hub, clientID: "device")
        converse(&conversation, pieces)
    }

    private static func take(from reader: inout MQTTReader) -> [MQTTPacket] {
        var packets: [MQTTPacket] = []
        while let packet = try? reader.next() { packets.append(packet) }
        return packets
    }

    // MARK: - AMQP

    @Sendable private static func decodeAMQP(_ input: [UInt8]) {
        guard let hub else { return }
        let pieces = Pieces(input)
        var reader = AMQPReader()
        reader.append(pieces.whole)
        _ = try? reader.nextHeader()
        while let frame = try? reader.nextFrame() { _ = try? frame.content() }
        var sasl = AMQPSASLConversation(hub: hub, containerID: "container")
        converse(&sasl, pieces)
        precondition(sasl.server.mechanisms.count <= 20)
        var open = AMQPOpenConversation(hub: hub, containerID: "container")
        converse(&open, pieces)
    }

    @Sendable private static func decodeAMQPValue(_ bytes: [UInt8]) {
        var decoder = AMQPDecoder(bytes)
        guard let value = try? decoder.value() else { return }
        if let performative = AMQPPerformative(value) {
            _ = AMQPOpen(performative)
            _ = performative[0].symbols
        }
        // A descriptor stands once in an array and before every element when it is written as a list.
        guard bytes.count <= 512 else { return }
        let encoded = value.encoded
        var again = AMQPDecoder(encoded, mostValues: .max)
        guard let second = try? again.value() else { return }
        precondition(again.rest.isEmpty && second.encoded == encoded, "what is written is what was read")
    }

    private static func converse(_ conversation: inout some Conversation, _ pieces: Pieces) {
        precondition(!conversation.begin().isEmpty)
        for piece in pieces {
            if case .finished = conversation.receive(piece) { return }
        }
    }

    // MARK: - NTP

    @Sendable private static func decodeNTP(_ bytes: [UInt8]) {
        guard let packet = NTPPacket(parsing: bytes), let server = IPAddress("192.0.2.123") else { return }
        precondition(bytes.count >= NTPPacket.length)
        precondition(NTPPacket(parsing: packet.encoded) == packet, "what is written is what was read")
        let evidence = NTPClient.evidence(
            of: packet, from: SocketAddress(server, port: 123), at: .now(), Seconds(0.01))
        precondition(evidence.kissCode.map { isHarmless($0.description) } ?? true)
        _ = packet.answers(NTPPacket.question(nonce: 0x0102_0304_0506_0708))
    }

    // MARK: - HTTP

    /// The second byte's lowest bit chooses between GET and CONNECT.
    @Sendable private static func decodeHTTP(_ input: [UInt8]) {
        let isConnect = input.dropFirst().first.map { $0 & 1 == 1 } ?? false
        let pieces = Pieces(Array(input.prefix(1)) + input.dropFirst(2))
        let channel = EmbeddedChannel()
        let mailbox = Mailbox(meter: Meter())
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        let request = HTTPRequest(
            method: isConnect ? "CONNECT" : "GET", target: isConnect ? "hub.example:443" : "/",
            headers: [("Host", "hub.example")])
        guard (try? channel.pipeline.syncOperations.addHandler(mailbox)) != nil,
            let session = try? HTTPSession(request, channel: channel, mailbox: mailbox)
        else { preconditionFailure("a session begins") }
        var collector = HTTPReplyCollector()
        var isOver = false
        for piece in pieces {
            guard !isOver, (try? channel.writeInbound(ByteBuffer(bytes: piece))) != nil else { break }
            isOver = take(from: mailbox, into: &collector)
        }
        session.end()
        guard let reply = collector.reply else { return }
        precondition(reply.body.count <= HTTPReply.longestBody)
        precondition(reply.answer.headers.count <= HTTPReplyCollector.mostHeaders)
        for header in reply.answer.headers {
            precondition(isHarmless(header.name.description) && isHarmless(header.value.description))
        }
    }

    private static func take(from mailbox: Mailbox, into collector: inout HTTPReplyCollector) -> Bool {
        while let arrival = mailbox.take() {
            guard case .part(let part) = arrival, case .more = collector.take(part) else { return true }
        }
        return false
    }

    // MARK: - WebSocket

    @Sendable private static func decodeWebSocket(_ input: [UInt8]) {
        let channel = EmbeddedChannel()
        let mailbox = Mailbox(meter: Meter())
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        let decoder = ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: 65_536))
        guard
            (try? channel.pipeline.syncOperations.addHandlers(
                [WebSocketFrameEncoder(), decoder, WebSocketStream(), mailbox])) != nil
        else { preconditionFailure("a pipeline of handlers") }
        var count = 0
        for piece in Pieces(input) {
            guard (try? channel.writeInbound(ByteBuffer(bytes: piece))) != nil else { break }
            while case .bytes(let bytes)? = mailbox.take() { count += bytes.count }
        }
        precondition(count < max(1, input.count), "a frame is longer than what it carries")
    }
}
