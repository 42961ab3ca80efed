import ProbeTransport
import TestSupport
import Testing

struct MQTTPacketTests {
    private static let packets: [MQTTPacket] = [
        .connect(MQTTConnect(clientID: "d", userName: "u", password: [1, 2], cleanSession: false, keepAlive: 240)),
        .connect(MQTTConnect(clientID: "d", will: .init(topic: "t", message: [9], quality: 1, isRetained: true))),
        .connack(sessionPresent: true, returnCode: 0),
        .publish(MQTTPublish(topic: "devices/d/messages/events/", payload: Array(repeating: 7, count: 300))),
        .publish(MQTTPublish(topic: "t", payload: [], quality: 1, identifier: 3, isDuplicate: true, isRetained: true)),
        .puback(1), .pubrec(2), .pubrel(3), .pubcomp(4),
        .subscribe(
            identifier: 5, subscriptions: [.init(filter: "$iothub/#", quality: 1), .init(filter: "a", quality: 0)]),
        .suback(identifier: 5, returnCodes: [1, 0x80]),
        .unsubscribe(identifier: 6, filters: ["a", "b"]), .unsuback(6), .pingreq, .pingresp, .disconnect,
    ]

    @Test(arguments: packets) func `a packet is read as it was written`(packet: MQTTPacket) throws {
        var reader = MQTTReader(largestPacket: 4096)
        for byte in packet.encoded.dropLast() {
            reader.append([byte])
            #expect(try reader.next() == nil)
        }
        reader.append(packet.encoded.suffix(1))
        #expect(try reader.next() == packet)
        #expect(reader.unread.isEmpty)
    }

    @Test func `packets that arrive together are read one by one`() throws {
        var reader = MQTTReader(largestPacket: 4096)
        reader.append(Self.packets.flatMap(\.encoded))
        for packet in Self.packets { #expect(try reader.next() == packet) }
        #expect(try reader.next() == nil)
    }

    @Test(arguments: [
        "1000",  // CONNECT without a body
        "100c 0004 4d515454 05 02 003c 0000",  // level 5
        "100c 0004 4d515454 04 03 003c 0000",  // reserved flag
        "100c 0004 4d515454 04 40 003c 0000",  // password without user name
        "8006 0001 0001 61 00",  // SUBSCRIBE with wrong flags
        "8202 0001",  // SUBSCRIBE without filters
        "8206 0000 0001 61 00",  // identifier zero
        "3603 0001 61",  // quality 3
        "3003 0001 ff",  // a topic that is not UTF-8
        "c001 00",  // PINGREQ with a body
        "0000", "f000", "10 ffffffff 01",
    ])
    func `a packet that breaks the standard is a fault`(digits: String) {
        var reader = MQTTReader(largestPacket: 4096)
        reader.append(hexadecimal(digits))
        #expect(throws: MQTTFault.malformed) { try reader.next() }
    }

    @Test func `a packet over the limit is refused by its length alone`() {
        var reader = MQTTReader(largestPacket: 4096)
        reader.append(hexadecimal("30 8020"))
        #expect(throws: MQTTFault.tooLarge) { try reader.next() }
    }

    @Test func `a password is in no description`() {
        let connect = MQTTConnect(clientID: "d", userName: "u", password: Array("SharedAccessSignature".utf8))
        for text in ["\(connect)", "\(MQTTPacket.connect(connect))", String(reflecting: connect)] {
            #expect(!text.contains("SharedAccess") && !text.contains("83, 104"))
        }
    }

    @Test func `random bytes never trap the reader`() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<20_000 {
            var reader = MQTTReader(largestPacket: 4096)
            var bytes = generator.bytes(Int.random(in: 0...60, using: &generator))
            if bytes.count > 1 { bytes[1] = UInt8(min(bytes.count - 2, 127)) }
            reader.append(bytes)
            while let packet = try? reader.next() {
                // What was understood can be written again, and reads the same.
                var second = MQTTReader(largestPacket: 4096)
                second.append(packet.encoded)
                #expect((try? second.next()) == packet)
            }
        }
    }
}
