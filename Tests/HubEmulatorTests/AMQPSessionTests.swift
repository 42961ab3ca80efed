@testable import HubEmulator
import ProbeCore
import ProbeEvidence
import ProbeTransport
import TestSupport
import Testing

struct AMQPSessionTests {
    private let hub: HostName
    private let admission: Admission

    init() throws {
        hub = try HostName(validating: Client.hubName)
        var configuration = Configuration(hub: hub)
        configuration.testDevice = Signing.device
        admission = try Admission(configuration)
    }

    private static let saslHeader = hexadecimal("414d5150 03010000")
    private static let plainHeader = hexadecimal("414d5150 00010000")
    private static let containerID = "DeviceGateway_7dab0f42c562413cb5eb93285fc21748"

    private func session() -> AMQPSession { AMQPSession(admission: admission, containerID: Self.containerID) }

    /// A session with a connection and a session open on channel 0.
    private func begun() -> AMQPSession {
        var session = session()
        _ = session.take(Self.plainHeader)
        _ = session.take(AMQPFrame(AMQPOpen(containerID: "test", hostname: nil).performative.value).encoded)
        let begin = AMQPPerformative(.begin, [.null, .uint(0), .uint(100), .uint(100)])
        #expect(frames(session.take(AMQPFrame(begin.value).encoded).sent).map(\.kind) == [.begin])
        return session
    }

    private func frames(_ bytes: [UInt8]) -> [AMQPPerformative] { deliveries(bytes).map(\.performative) }

    private func deliveries(_ bytes: [UInt8]) -> [(performative: AMQPPerformative, payload: [UInt8])] {
        var reader = AMQPReader()
        reader.append(bytes)
        var contents: [(AMQPPerformative, [UInt8])] = []
        while let frame = try? reader.nextFrame() {
            if let content = try? frame.content() { contents.append((content.performative, content.payload)) }
        }
        return contents
    }

    private func attach(_ address: String, handle: UInt32, isReceiver: Bool) -> [UInt8] {
        let source = AMQPValue.described(descriptor: .ulong(0x28), value: .list([.string(address)]))
        let target = AMQPValue.described(descriptor: .ulong(0x29), value: .list([.string(address)]))
        return AMQPFrame(
            AMQPPerformative(
                .attach,
                [
                    .string("link-\(handle)"), .uint(handle), .boolean(isReceiver), .ubyte(2), .ubyte(0), source,
                    target,
                    .null, .null, .uint(0),
                ]
            ).value
        ).encoded
    }

    private func transfer(_ handle: UInt32, delivery: UInt32, _ payload: [UInt8], more: Bool = false) -> [UInt8] {
        let performative = AMQPPerformative(
            .transfer, [.uint(handle), .uint(delivery), .binary([1]), .uint(0), .boolean(false), .boolean(more)])
        return AMQPFrame(performative.value, payload: payload).encoded
    }

    private func flow(_ handle: UInt32, credit: UInt32) -> [UInt8] {
        let fields: [AMQPValue] = [.uint(0), .uint(100), .uint(0), .uint(100), .uint(handle), .uint(0), .uint(credit)]
        return AMQPFrame(AMQPPerformative(.flow, fields).value).encoded
    }

    private func putToken(_ token: String) -> [UInt8] {
        var message = AMQPMessage()
        message.messageID = .string("1")
        message.applicationProperties = [
            .init(.string("operation"), .string("put-token")),
            .init(.string("type"), .string("azure-devices.net:sastoken")),
            .init(.string("name"), .string(Signing.audience)),
        ]
        message.body = .string(token)
        return message.encoded
    }

    // MARK: - Opening

    @Test func `the mechanisms frame is IoT Hub's, byte by byte`() {
        var session = session()
        let mechanisms = hexadecimal(
            "0000003f02010000005340c03201e02f04b30000000845585445524e414c000000074d53534243425300000009414e4f4e594d4f555300000005504c41494e"
        )
        #expect(session.take(Self.saslHeader) == (Self.saslHeader + mechanisms, false))
    }

    @Test func `the OPEN is IoT Hub's, byte by byte`() {
        var session = session()
        #expect(session.take(Self.plainHeader) == (Self.plainHeader, false))
        let open = hexadecimal(
            "0000005b02000000005310c04e0aa12e446576696365476174657761795f3764616230663432633536323431336362356562393332383566633231373438a1096c6f63616c686f73747000010000601fff700003a9804040404040"
        )
        let request = AMQPFrame(AMQPOpen(containerID: "test", hostname: Client.hubName).performative.value).encoded
        #expect(session.take(request) == (open, false))
    }

    @Test func `the project's clients find it a hub, however the bytes are split`() {
        for size in [1, 7, 1000] {
            var plain = AMQPOpenConversation(hub: hub)
            #expect(lead(&plain, inPiecesOf: size) == .answered)
            #expect(plain.server.containerID?.description == Self.containerID)
            var sasl = AMQPSASLConversation(hub: hub)
            #expect(lead(&sasl, inPiecesOf: size) == .answered)
            #expect(sasl.server.mechanisms.map(\.description) == ["EXTERNAL", "MSSBCBS", "ANONYMOUS", "PLAIN"])
            #expect(sasl.server.saslOutcome == 0)
            #expect(sasl.server.hostname?.description == "localhost")
        }
    }

    /// Plays a client's conversation against a session.
    private func lead(_ conversation: inout some Conversation, inPiecesOf size: Int) -> Exchange.Result? {
        var session = session()
        var bytes = conversation.begin()
        while !bytes.isEmpty {
            var answer: [UInt8] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                answer += session.take(Array(rest.prefix(size))).sent
                rest = rest.dropFirst(size)
            }
            bytes = []
            switch conversation.receive(answer) {
            case .wait: break
            case .send(let more): bytes = more
            case .finished(let result, _): return result
            }
        }
        return nil
    }

    @Test func `PLAIN is welcomed, EXTERNAL and unknown mechanisms are not`() throws {
        #expect(
            try outcome(of: "PLAIN", Array("\0user\0password".utf8)) == [.ubyte(0), .binary(Array("Welcome!".utf8))])
        #expect(try outcome(of: "PLAIN", Array("nonsense".utf8)) == [.ubyte(2)])
        #expect(try outcome(of: "MSSBCBS", []) == [.ubyte(0)])
        #expect(try outcome(of: "EXTERNAL", []) == [.ubyte(1)])
        #expect(try outcome(of: "GSSAPI", []) == [.ubyte(1)])
    }

    private func outcome(of mechanism: String, _ response: [UInt8]) throws -> [AMQPValue] {
        var session = session()
        _ = session.take(Self.saslHeader)
        let request = AMQPPerformative(.saslInit, [.symbol(mechanism), .binary(response)])
        let (sent, _) = session.take(AMQPFrame(request.value, kind: .sasl).encoded)
        let answer = try #require(frames(sent).first)
        #expect(answer.kind == .saslOutcome)
        return answer.fields
    }

    @Test func `an unknown header is answered with a known one and a close`() {
        for header in ["414d5150 00000901", "414d5150 02010000", "474554202f204854", "16030100"] {
            var session = session()
            #expect(session.take(hexadecimal(header)) == (Self.saslHeader, true))
        }
    }

    // MARK: - Links

    @Test func `a link without a token is detached as unauthorized`() {
        var session = begun()
        let answers = frames(
            session.take(attach("/devices/test-device/messages/events", handle: 0, isReceiver: false)).sent)
        #expect(answers.map(\.kind) == [.attach, .detach])
        // Its target is null, as a refused link's must be.
        #expect(answers[0][6] == .null)
        #expect(AMQPPerformative(answers[1][2])?[0] == .symbol("amqp:unauthorized-access"))
    }

    @Test func `a right token opens the device's links, a wrong one does not`() throws {
        for (token, code) in [(Signing.token(), Int32(200)), (Signing.token(expiry: 1), 401), ("", 401)] {
            var session = begun()
            #expect(
                frames(session.take(attach("$cbs", handle: 0, isReceiver: false)).sent).map(\.kind) == [.attach, .flow])
            #expect(frames(session.take(attach("$cbs", handle: 1, isReceiver: true)).sent).map(\.kind) == [.attach])
            // Without credit the answer waits.
            let accepted = frames(session.take(transfer(0, delivery: 0, putToken(token))).sent)
            #expect(accepted.map(\.kind) == [.disposition])
            #expect(accepted[0][4] == .described(descriptor: .ulong(0x24), value: .list([])))
            let answers = deliveries(session.take(flow(1, credit: 1)).sent)
            let answer = try #require(answers.first)
            #expect(answers.count == 1 && answer.performative.kind == .transfer)
            let message = try #require(AMQPMessage(answer.payload))
            #expect(message.correlationID == .string("1"))
            #expect(message.applicationProperties.first?.value == .int(code))
            let own = session.take(attach("/devices/test-device/messages/events", handle: 2, isReceiver: false)).sent
            #expect(frames(own).map(\.kind) == (code == 200 ? [.attach, .flow] : [.attach, .detach]))
            let foreign = session.take(attach("/devices/other/messages/events", handle: 3, isReceiver: false)).sent
            #expect(frames(foreign).map(\.kind) == [.attach, .detach])
        }
    }

    @Test func `a message in several transfers is accepted once`() {
        var session = begun()
        _ = session.take(attach("$cbs", handle: 0, isReceiver: false))
        let message = putToken("x")
        #expect(session.take(transfer(0, delivery: 0, Array(message.prefix(20)), more: true)) == ([], false))
        let rest = session.take(transfer(0, delivery: 0, Array(message.dropFirst(20)))).sent
        #expect(frames(rest).map(\.kind) == [.disposition])
    }

    @Test func `credit is renewed before it is used up`() {
        var session = begun()
        _ = session.take(attach("$cbs", handle: 0, isReceiver: false))
        var granted = 0
        for delivery in 0..<UInt32(500) {
            let answers = frames(session.take(transfer(0, delivery: delivery, [])).sent)
            granted += answers.count { $0.kind == .flow }
        }
        #expect(granted >= 4)
    }

    @Test func `links, sessions and connections end as they are asked to`() {
        var session = begun()
        _ = session.take(attach("$cbs", handle: 0, isReceiver: false))
        let detach = AMQPFrame(AMQPPerformative(.detach, [.uint(0), .boolean(true)]).value).encoded
        #expect(frames(session.take(detach).sent).map(\.kind) == [.detach])
        #expect(frames(session.take(detach).sent).isEmpty)
        let end = AMQPFrame(AMQPPerformative(.end, []).value).encoded
        #expect(frames(session.take(end).sent).map(\.kind) == [.end])
        let (sent, isClosed) = session.take(AMQPFrame(AMQPPerformative(.close, []).value).encoded)
        #expect(frames(sent).map(\.kind) == [.close] && isClosed)
    }

    @Test func `a client that wants to hear something hears empty frames`() {
        var session = session()
        _ = session.take(Self.plainHeader)
        #expect(session.heartbeat == nil)
        let open = AMQPOpen(containerID: "test", hostname: nil, idleTimeout: 60_000)
        _ = session.take(AMQPFrame(open.performative.value).encoded)
        #expect(session.heartbeat == Heartbeat(interval: .seconds(30), bytes: hexadecimal("00000008 02000000")))
    }

    // MARK: - Hostile clients

    @Test func `broken frames are answered with a framing error`() {
        for bytes in ["00000007 02000000", "00000008 01000000", "7fffffff 02000000", "00000009 02000000 40"] {
            var session = begun()
            let (sent, isClosed) = session.take(hexadecimal(bytes))
            #expect(isClosed)
            #expect(
                frames(sent).last.flatMap { AMQPPerformative($0[0]) }?[0] == .symbol("amqp:connection:framing-error"))
        }
    }

    @Test func `sessions and links are limited`() {
        var session = begun()
        var refused = 0
        for handle in 0..<UInt32(100) {
            let answers = frames(session.take(attach("$cbs", handle: handle, isReceiver: true)).sent)
            refused += answers.count { $0.kind == .detach }
        }
        #expect(refused == 68)
        var isClosed = false
        for channel in UInt16(1)..<100 {
            let begin = AMQPPerformative(.begin, [.null, .uint(0), .uint(1), .uint(1)])
            isClosed = session.take(AMQPFrame(begin.value, channel: channel).encoded).isClosed || isClosed
        }
        #expect(isClosed)
    }

    @Test func `an endless message is cut off`() {
        var session = begun()
        _ = session.take(attach("$cbs", handle: 0, isReceiver: false))
        let piece = [UInt8](repeating: 0, count: 60_000)
        let isClosed = (0..<10).map { _ in session.take(transfer(0, delivery: 0, piece, more: true)).isClosed }
        #expect(isClosed.contains(true))
    }

    @Test func `damaged frames never trap`() {
        var generator = SeededGenerator(seed: 2)
        var closed = 0
        for _ in 0..<1500 {
            var session = begun()
            for bytes in [
                attach("$cbs", handle: 0, isReceiver: false), attach("$cbs", handle: 1, isReceiver: true),
                flow(1, credit: 10), transfer(0, delivery: 0, putToken(Signing.token())),
            ] where session.take(generator.damage(bytes)).isClosed { closed += 1 }
        }
        #expect(closed > 500)
    }
}
