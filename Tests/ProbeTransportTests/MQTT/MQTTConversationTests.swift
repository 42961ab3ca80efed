import ProbeCore
import ProbeEvidence
import ProbeTransport
import TestSupport
import Testing

struct MQTTConversationTests {
    private let hub = try? HostName(validating: "myhub.azure-devices.net")

    private func conversation(_ clientID: String = "edgeprobe-1") throws -> MQTTConversation {
        MQTTConversation(hub: try #require(hub), clientID: clientID)
    }

    @Test func `a CONNECT carries the hub's user name and no password`() throws {
        var conversation = try conversation("abc")
        let expected =
            hexadecimal("10 44 0004 4d515454 04 82 003c 0003 616263 0033")
            + Array("myhub.azure-devices.net/abc/?api-version=2021-04-12".utf8)
        #expect(hexadecimal(conversation.begin()) == hexadecimal(expected))
    }

    @Test(arguments: 0...255) func `any CONNACK is an answer`(code: Int) throws {
        var conversation = try conversation()
        _ = conversation.begin()
        #expect(conversation.receive([0x20, 2, 0, UInt8(code)]) == .finished(.answered, leftover: []))
        #expect(conversation.returnCode == UInt8(code))
    }

    @Test(arguments: 1...5) func `the pieces of a CONNACK do not matter, and what follows is given back`(size: Int)
        throws
    {
        var conversation = try conversation()
        _ = conversation.begin()
        let (_, last) = conversation.take([0x20, 2, 0, 5, 0xd0, 0], inPiecesOf: size)
        #expect(last == .finished(.answered, leftover: [0xd0, 0]))
        #expect(conversation.returnCode == 5)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "AMQP\u{0}\u{1}\u{0}\u{0}", "220 mail", "+OK pop",
        "* OK imap", "-ERR",
    ])
    func `another protocol is recognised by its first byte`(text: String) throws {
        var conversation = try conversation()
        _ = conversation.begin()
        let bytes = Array(text.utf8)
        #expect(conversation.receive([bytes[0]]) == .finished(.otherProtocol, leftover: [bytes[0]]))
        #expect(conversation.returnCode == nil)
    }

    @Test(arguments: ["2003000500", "2001", "20ffffffff", "20020205"])
    func `a broken CONNACK is malformed`(digits: String) throws {
        var conversation = try conversation()
        _ = conversation.begin()
        guard case .finished(.malformed, _) = conversation.receive(hexadecimal(digits)) else {
            Issue.record("not malformed")
            return
        }
        #expect(conversation.returnCode == nil)
    }

    @Test(arguments: ["", "20", "2002", "200200"]) func `a truncated CONNACK is waited for`(digits: String) throws {
        var conversation = try conversation()
        _ = conversation.begin()
        #expect(conversation.receive(hexadecimal(digits)) == .wait)
    }

    @Test func `random bytes end a conversation or leave it waiting, in bounds`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<5000 {
            var conversation = try conversation()
            _ = conversation.begin()
            var bytes = generator.bytes(Int.random(in: 0...40, using: &generator))
            if Bool.random(using: &generator), !bytes.isEmpty { bytes[0] = 0x20 }
            let (sent, last) = conversation.take(bytes, inPiecesOf: Int.random(in: 1...9, using: &generator))
            #expect(sent.isEmpty)
            if last == .wait { #expect(bytes.count < 4) }
        }
    }

    @Test func `the client ids are random and name the tool`() {
        let ids = Set((0..<50).map { _ in RandomName.device() })
        #expect(ids.count == 50)
        #expect(ids.allSatisfy { $0.hasPrefix("edgeprobe-") && $0.count == 26 })
        #expect(RandomName.uuid().split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
    }
}
