@testable import ProbeTransport
import Testing

struct AMQPFrameTests {
    /// Seen at a hub: EXTERNAL, MSSBCBS, ANONYMOUS, PLAIN.
    static let mechanisms = hexadecimal(
        "0000003f02010000005340c03201e02f04b30000000845585445524e414c000000074d53534243425300000009414e4f4e594d4f55530000"
            + "0005504c41494e")
    /// A hub's OPEN.
    static let open = hexadecimal(
        "0000005b02000000005310c04e0aa12e446576696365476174657761795f3764616230663432633536323431633362653562393332383335"
            + "666332313734a1096c6f63616c686f73747000010000601fff700003a9804040404040")

    private func only(_ bytes: [UInt8]) throws -> AMQPFrame {
        var reader = AMQPReader()
        reader.append(bytes)
        let frame = try #require(try reader.nextFrame())
        #expect(reader.unread.isEmpty)
        return frame
    }

    @Test func `a hub's mechanisms are read, and written byte by byte the same`() throws {
        let frame = try only(Self.mechanisms)
        let performative = try #require(try frame.content()).performative
        #expect(frame.kind == .sasl)
        #expect(performative.kind == .saslMechanisms)
        #expect(performative[0].symbols == ["EXTERNAL", "MSSBCBS", "ANONYMOUS", "PLAIN"])
        #expect(hexadecimal(AMQPFrame(performative.value, kind: .sasl).encoded) == hexadecimal(Self.mechanisms))
    }

    @Test func `a hub's OPEN is read, and written byte by byte the same`() throws {
        let performative = try #require(try only(Self.open).content()).performative
        let open = try #require(AMQPOpen(performative))
        #expect(open.containerID == "DeviceGateway_7dab0f42c56241c3be5b932835fc2174")
        #expect(open.hostname == "localhost")
        #expect(open.maxFrameSize == 65_536)
        #expect(open.channelMax == 8191)
        #expect(open.idleTimeout == 240_000)
        #expect(hexadecimal(AMQPFrame(open.performative.value).encoded) == hexadecimal(Self.open))
    }

    @Test func `an extended header is skipped and a payload kept`() throws {
        let frame = try only(hexadecimal("00000013 03 00 0007 aabbccdd 00 53 14 45 010203"))
        let content = try #require(try frame.content())
        #expect(frame.channel == 7)
        #expect(content.performative.kind == .transfer)
        #expect(content.payload == [1, 2, 3])
    }

    @Test func `an empty frame is a heartbeat`() throws {
        #expect(try only(AMQPFrame.empty.encoded).content() == nil)
        #expect(AMQPFrame.empty.encoded == hexadecimal("0000000802000000"))
    }

    @Test(arguments: ["00000007 02000000", "00000008 01000000", "00000008 03000000", "00000008 02090000"])
    func `a frame with a broken header is malformed`(digits: String) {
        var reader = AMQPReader()
        reader.append(hexadecimal(digits))
        #expect(throws: AMQPFault.malformed) { try reader.nextFrame() }
    }

    @Test func `a frame over the limit is refused by its length alone`() {
        var reader = AMQPReader(largestFrame: 65_536)
        reader.append(hexadecimal("00010001"))
        #expect(throws: AMQPFault.tooLarge) { try reader.nextFrame() }
    }

    @Test(arguments: ["41", "414d51", "414d515000010000"]) func `a header is waited for`(digits: String) throws {
        var reader = AMQPReader()
        reader.append(hexadecimal(digits))
        #expect(try reader.nextHeader() == (digits.count == 16 ? .plain : nil))
    }
}
