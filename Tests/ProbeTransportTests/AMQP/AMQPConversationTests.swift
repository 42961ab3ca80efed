import ProbeCore
import ProbeEvidence
import ProbeTransport
import TestSupport
import Testing

struct AMQPConversationTests {
    private let plain = hexadecimal("414d515000010000")
    private let sasl = hexadecimal("414d515003010000")
    private let outcome = hexadecimal("00000010 02010000 005344 c0 03 01 5000")
    private let refusal = hexadecimal("00000010 02010000 005344 c0 03 01 5001")

    private func hub() throws -> HostName { try HostName(validating: "myhub.azure-devices.net") }

    private static let sizes = [1, 2, 3, 7, 8, 9, 1000]

    @Test(arguments: sizes) func `a hub's OPEN answers ours, which waits for the header`(size: Int) throws {
        var conversation = AMQPOpenConversation(hub: try hub(), containerID: "c")
        #expect(conversation.begin() == plain)
        let (sent, last) = conversation.take(plain + AMQPFrameTests.open + [9], inPiecesOf: size)
        #expect(last == .finished(.answered, leftover: [9]))
        #expect(conversation.server.header == .plain)
        #expect(conversation.server.containerID?.description == "DeviceGateway_7dab0f42c56241c3be5b932835fc2174")
        #expect(conversation.server.hostname?.description == "localhost")
        guard size < 8 else { return }
        var reader = AMQPReader()
        reader.append(sent)
        let open = try #require(try reader.nextFrame()?.content().flatMap { AMQPOpen($0.performative) })
        #expect(open == AMQPOpen(containerID: "c", hostname: "myhub.azure-devices.net"))
    }

    @Test func `a demand for SASL closes the conversation and is kept`() throws {
        var conversation = AMQPOpenConversation(hub: try hub())
        #expect(conversation.receive(sasl) == .finished(.closed, leftover: []))
        #expect(conversation.server.header?.hexadecimal == "414d515003010000")
    }

    @Test func `the header of AMQP 0-9-1 is another protocol`() throws {
        var conversation = AMQPOpenConversation(hub: try hub())
        #expect(conversation.receive(hexadecimal("414d515000000901")) == .finished(.otherProtocol, leftover: []))
        #expect(conversation.server.header?.hexadecimal == "414d515000000901")
    }

    @Test(arguments: ["HTTP/1.1 400", "SSH-2.0", "\u{15}\u{3}"]) func `another protocol ends at once`(text: String)
        throws
    {
        var conversation = AMQPOpenConversation(hub: try hub())
        #expect(conversation.receive(Array(text.utf8)) == .finished(.otherProtocol, leftover: Array(text.utf8)))
        var second = AMQPSASLConversation(hub: try hub())
        #expect(second.receive(Array(text.utf8)) == .finished(.otherProtocol, leftover: Array(text.utf8)))
    }

    @Test func `the error of a CLOSE that follows OPEN is kept`() throws {
        let error = AMQPValue.described(
            descriptor: .ulong(0x1d), value: .list([.symbol("amqp:connection:forced"), .string("go"), .null]))
        let close = AMQPFrame(AMQPPerformative(.close, [error]).value).encoded
        var conversation = AMQPOpenConversation(hub: try hub())
        guard case .finished(.answered, _) = conversation.receive(plain + AMQPFrameTests.open + close) else {
            Issue.record("not answered")
            return
        }
        #expect(conversation.server.closeCondition?.description == "amqp:connection:forced")
        var second = AMQPOpenConversation(hub: try hub())
        #expect(second.receive(plain + close) == .finished(.closed, leftover: []))
        #expect(second.server.closeCondition?.description == "amqp:connection:forced")
    }

    @Test func `heartbeats before OPEN are passed over, other performatives are not`() throws {
        var conversation = AMQPOpenConversation(hub: try hub())
        guard case .send = conversation.receive(plain + AMQPFrame.empty.encoded) else {
            Issue.record("no OPEN was sent")
            return
        }
        #expect(conversation.receive(AMQPFrameTests.open) == .finished(.answered, leftover: []))
        var second = AMQPOpenConversation(hub: try hub())
        #expect(
            second.receive(plain + AMQPFrame(AMQPPerformative(.begin, []).value).encoded)
                == .finished(.malformed, leftover: []))
        var third = AMQPOpenConversation(hub: try hub())
        #expect(
            third.receive(plain + AMQPFrame(AMQPPerformative(.open, [.uint(1)]).value).encoded)
                == .finished(.malformed, leftover: []))
    }

    @Test(arguments: sizes) func `SASL leads through ANONYMOUS to the hub's OPEN`(size: Int) throws {
        var conversation = AMQPSASLConversation(hub: try hub())
        #expect(conversation.begin() == sasl)
        let all = sasl + AMQPFrameTests.mechanisms + outcome + plain + AMQPFrameTests.open
        let (_, last) = conversation.take(all, inPiecesOf: size)
        #expect(last == .finished(.answered, leftover: []))
        #expect(conversation.server.mechanisms.map(\.description) == ["EXTERNAL", "MSSBCBS", "ANONYMOUS", "PLAIN"])
        #expect(conversation.server.saslOutcome == 0)
        #expect(conversation.server.header == .sasl)
        #expect(conversation.server.containerID?.description.hasPrefix("DeviceGateway_") == true)
    }

    @Test func `each step of SASL sends what it should`() throws {
        var conversation = AMQPSASLConversation(hub: try hub(), containerID: "c")
        #expect(conversation.receive(sasl) == .wait)
        guard case .send(let initialisation) = conversation.receive(AMQPFrameTests.mechanisms) else {
            Issue.record("no initialisation")
            return
        }
        var reader = AMQPReader()
        reader.append(initialisation)
        let frame = try #require(try reader.nextFrame())
        let performative = try #require(try frame.content()).performative
        #expect(frame.kind == .sasl)
        #expect(performative.kind == .saslInit)
        #expect(performative[0] == .symbol("ANONYMOUS"))
        #expect(conversation.receive(outcome) == .send(plain))
        guard case .send(let open) = conversation.receive(plain) else {
            Issue.record("no OPEN")
            return
        }
        reader.append(open)
        #expect(try reader.nextFrame()?.content()?.performative.kind == .open)
        #expect(conversation.receive(AMQPFrameTests.open) == .finished(.answered, leftover: []))
    }

    @Test func `without ANONYMOUS the mechanisms are the answer`() throws {
        let mechanisms = AMQPFrame(AMQPPerformative(.saslMechanisms, [.symbol("PLAIN")]).value, kind: .sasl).encoded
        var conversation = AMQPSASLConversation(hub: try hub())
        #expect(conversation.receive(sasl + mechanisms) == .finished(.answered, leftover: []))
        #expect(conversation.server.mechanisms.map(\.description) == ["PLAIN"])
    }

    @Test func `twenty mechanisms are kept, and the others counted`() throws {
        var conversation = AMQPSASLConversation(hub: try hub())
        let offered = AMQPValue.array((0..<30).map { .symbol("M\($0)") })
        let mechanisms = AMQPFrame(AMQPPerformative(.saslMechanisms, [offered]).value, kind: .sasl).encoded
        _ = conversation.begin()
        #expect(conversation.receive(sasl + mechanisms) == .finished(.answered, leftover: []))
        #expect(conversation.server.mechanisms.count == 20 && conversation.server.mechanismsLeftOut == 10)
    }

    @Test func `a refused ANONYMOUS leaves the mechanisms as the answer`() throws {
        var conversation = AMQPSASLConversation(hub: try hub())
        _ = conversation.receive(sasl + AMQPFrameTests.mechanisms)
        #expect(conversation.receive(refusal) == .finished(.answered, leftover: []))
        #expect(conversation.server.saslOutcome == 1)
        #expect(conversation.server.containerID == nil)
    }

    @Test func `random changes to a hub's answer never trap`() throws {
        var generator = SeededGenerator(seed: 4)
        let all = sasl + AMQPFrameTests.mechanisms + outcome + plain + AMQPFrameTests.open
        for _ in 0..<3000 {
            var bytes = all
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 8..<bytes.count, using: &generator)] = UInt8.random(
                    in: .min ... .max, using: &generator)
            }
            var conversation = AMQPSASLConversation(hub: try hub())
            _ = conversation.begin()
            _ = conversation.take(bytes, inPiecesOf: Int.random(in: 1...200, using: &generator))
            #expect(conversation.server.header == .sasl)
            var second = AMQPOpenConversation(hub: try hub())
            _ = second.take(plain + Array(bytes.dropFirst(95)), inPiecesOf: 50)
            #expect(second.server.header == .plain)
        }
    }
}
